import { describe, expect, it } from "vitest";
import { z } from "zod";
import { missingArgs } from "../../src/command/arg-problem.ts";
import { checkArgs } from "../../src/command/check-args.ts";
import { describeArgs } from "../../src/command/describe-args.ts";
import { duration } from "../../src/command/duration-schema.ts";
import { readArgs, refusalOf } from "./read-args.ts";

/** What code, not words, passes. */
async function check(schema: z.ZodObject | undefined, input: object, env: NodeJS.ProcessEnv = {}) {
  return checkArgs(schema, input, { descriptors: describeArgs(schema, { file: "it.ts" }), env });
}

async function checked(schema: z.ZodObject, input: object, env: NodeJS.ProcessEnv = {}) {
  const result = await check(schema, input, env);
  if ("problems" in result) throw new Error(result.problems.map(({ message }) => message).join("; "));
  return result.args;
}

async function problemsOf(schema: z.ZodObject | undefined, input: object, env: NodeJS.ProcessEnv = {}) {
  const result = await check(schema, input, env);
  return "problems" in result ? result.problems : [];
}

const said = async (...call: Parameters<typeof problemsOf>) =>
  (await problemsOf(...call)).map(({ message }) => message);

describe("both forms of args", () => {
  const when = new Date("2026-12-01T09:00:00.000Z");

  it.each<[string, z.ZodType, unknown, unknown, unknown]>([
    ["text", z.string(), "x", "x", "x"],
    ["a duration", duration(), "14d", "14d", 1_209_600_000],
    ["a date as text", z.date(), "2026-12-01", "2026-12-01", new Date("2026-12-01")],
    ["a date as a date", z.date(), when, when.toISOString(), when],
    ["a coerced date", z.coerce.date(), "2026-12-01T09:00Z", "2026-12-01T09:00Z", when],
    ["an optional date", z.date().optional(), "2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z", when],
    ["dates in a list", z.array(z.date()), ["2026-12-01T09:00Z"], ["2026-12-01T09:00Z"], [when]],
    [
      "dates in an object",
      z.object({ at: z.date() }),
      { at: "2026-12-01T09:00Z" },
      { at: "2026-12-01T09:00Z" },
      { at: when },
    ],
    ["a bigint as text", z.bigint(), "12345678901234567890", "12345678901234567890", 12345678901234567890n],
    ["a bigint as a bigint", z.bigint(), 5n, "5", 5n],
    ["a bigint as a number", z.bigint(), 5, 5, 5n],
    ["a transformed text", z.string().transform((text) => text.length), "abc", "abc", 3],
    ["a record", z.record(z.string(), z.int()), { a: 1 }, { a: 1 }, { a: 1 }],
  ])("%s", async (_, schema, given, input, output) => {
    const args = await checked(z.object({ it: schema }), { it: given });
    expect(args.input).toEqual({ it: input });
    expect(args.output).toEqual({ it: output });
  });

  it("leaves what it was given as it was", async () => {
    const given = { list: ["a"] };
    await checked(z.object({ list: z.array(z.string()), more: z.string().default("x") }), given);
    expect(given).toEqual({ list: ["a"] });
  });

  it("awaits refinements that take time", async () => {
    const schema = z.object({ name: z.string().refine(async (name) => name !== "taken", "is taken") });
    expect(await said(schema, { name: "taken" })).toEqual(['--name "taken" is taken']);
    expect((await checked(schema, { name: "free" })).output).toEqual({ name: "free" });
  });

  it("takes nothing for a command without args", async () => {
    expect(await check(undefined, {})).toEqual({ args: { input: {}, output: {}, secrets: [] } });
    expect(await said(undefined, { a: 1 })).toEqual(['there is no arg "a"']);
  });
});

describe("defaults", () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["of a scalar", z.int().default(5), 5, 5],
    ["of a duration", duration().default("14d"), "14d", 1_209_600_000],
    ["of a duration, described after", duration().default("1s").describe("x"), "1s", 1000],
    ["of a date", z.date().default(new Date(0)), "1970-01-01T00:00:00.000Z", new Date(0)],
    ["of a bigint", z.bigint().default(5n), "5", 5n],
    ["that is null", z.string().nullable().default(null), null, null],
    [
      "before a transform",
      z
        .string()
        .default("abc")
        .transform((text) => text.length),
      "abc",
      3,
    ],
    ["of an optional", z.string().default("x").optional(), "x", "x"],
    ["of a list", z.array(z.string()).default(["a"]), ["a"], ["a"]],
    ["of an object", z.object({ port: z.int() }).default({ port: 25 }), { port: 25 }, { port: 25 }],
    ["of members", z.object({ port: z.int().default(25) }), { port: 25 }, { port: 25 }],
  ])("%s are in the ledger's form and in the command's", async (_, schema, input, output) => {
    const args = await checked(z.object({ it: schema }), {});
    expect(args.input).toEqual({ it: input });
    expect(args.output).toEqual({ it: output });
    expect((await checked(z.object({ it: schema }), args.input)).output).toEqual(args.output);
  });

  it("that are computed are recorded as they came out, and stay so when the run is repeated", async () => {
    let calls = 0;
    const schema = z.object({ seed: z.number().default(() => (calls += 1)) });
    const first = await checked(schema, {});
    expect(first.output).toEqual(first.input);
    expect((await checked(schema, first.input)).output).toEqual(first.output);
  });

  it("that the schema would not read back are left to the schema", async () => {
    const schema = z.object({
      size: z
        .string()
        .transform((text) => text.length)
        .default(5),
    });
    expect(await checked(schema, {})).toMatchObject({ input: {}, output: { size: 5 } });
  });

  it("of an object fill what a part of it leaves out", async () => {
    const smtp = z.object({ host: z.string(), port: z.int() }).default({ host: "localhost", port: 25 });
    expect((await readArgs(z.object({ smtp }), ["--smtp-port", "26"])).output).toEqual({
      smtp: { host: "localhost", port: 26 },
    });
  });

  it("do not make an optional object appear", async () => {
    const schema = z.object({ smtp: z.object({ port: z.int().default(25) }).optional() });
    expect((await checked(schema, {})).input).toEqual({});
    expect((await checked(schema, { smtp: {} })).input).toEqual({ smtp: { port: 25 } });
  });
});

describe("the environment", () => {
  const schema = z.object({
    url: z.string().default("here").meta({ env: "URL" }),
    port: z.int().optional().meta({ env: "PORT" }),
    deep: z.boolean().optional().meta({ env: "DEEP" }),
    tags: z.array(z.string()).optional().meta({ env: "TAGS" }),
    key: z.string().optional().meta({ env: "KEY", secret: true }),
  });

  it("is read for what is not given, and before defaults", async () => {
    const env = { URL: "there", PORT: "5", DEEP: "yes", TAGS: "a" };
    expect((await checked(schema, {}, env)).input).toEqual({
      url: "there",
      port: 5,
      deep: true,
      tags: ["a"],
    });
    expect((await checked(schema, { url: "given" }, env)).input).toMatchObject({ url: "given" });
    expect((await checked(schema, {}, { URL: "" })).input).toEqual({ url: "here" });
  });

  it("is named when its value is wrong", async () => {
    expect(await said(schema, {}, { PORT: "many" })).toEqual([
      '--port (from PORT) "many" must be a whole number',
    ]);
  });

  it("gives secrets", async () => {
    expect((await checked(schema, {}, { KEY: "hunter2" })).secrets).toEqual(["hunter2"]);
  });
});

describe("words for people", () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ["an enum", z.enum(["drafting", "review"]), "x", '--it "x" must be one of drafting, review'],
    ["a union of words", z.union([z.literal("a"), z.literal("b")]), "x", '--it "x" must be one of a, b'],
    ["a literal", z.literal("a"), "x", '--it "x" must be one of a'],
    ["a duration", duration(), "soon", '--it "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    ["a duration as a number", duration(), 5, "--it 5 must be a duration such as 90s, 15m, 1h30m, 14d or 2w"],
    ["a number", z.number(), "abc", '--it "abc" must be a number'],
    ["a whole number", z.int(), 1.5, "--it 1.5 must be a whole number"],
    [
      "digits that no number holds",
      z.number(),
      "9007199254740993",
      '--it "9007199254740993" has more digits than a number can hold',
    ],
    ["a bigint", z.bigint(), "1.5", '--it "1.5" must be a whole number'],
    ["a boolean", z.boolean(), "maybe", '--it "maybe" must be true or false'],
    ["text", z.string(), 5, "--it 5 must be text"],
    ["a date", z.date(), "soon", '--it "soon" must be a date such as 2026-12-01 or 2026-12-01T09:00Z'],
    [
      "a day that is none",
      z.date(),
      "2026-02-30",
      '--it "2026-02-30" must be a date such as 2026-12-01 or 2026-12-01T09:00Z',
    ],
    [
      "a coerced date",
      z.coerce.date(),
      "5",
      '--it "5" must be a date such as 2026-12-01 or 2026-12-01T09:00Z',
    ],
    ["an hour that is none", z.coerce.date(), "2026-02-03T25:00", /must be a date/ as unknown as string],
    ["an e-mail address", z.email(), "x", '--it "x" must be an e-mail address'],
    ["a URL", z.url(), "x", '--it "x" must be a URL'],
    ["a pattern", z.string().regex(/^a/), "b", '--it "b" must match /^a/'],
    ["short text", z.string().min(3), "ab", '--it "ab" must have at least 3 characters'],
    ["long text", z.string().max(1), "ab", '--it "ab" must have at most 1 character'],
    ["a small number", z.number().min(5), 3, "--it 3 must be at least 5"],
    ["a number on the edge", z.number().lt(5), 5, "--it 5 must be less than 5"],
    ["an odd number", z.number().multipleOf(2), 3, "--it 3 must be a multiple of 2"],
    ["an empty list", z.array(z.string()).min(1), [], "--it [] must have at least 1 value"],
    ["a list's item", z.array(z.int()), [1, "x"], '--it "x" must be a whole number'],
    ["a member of JSON", z.record(z.string(), z.int()), { a: "x" }, '--it, at a, "x" must be a number'],
    ["JSON that is text", z.record(z.string(), z.int()), "x", '--it "x" must be an object in JSON'],
    ["a union", z.union([z.int(), z.boolean()]), "x", '--it "x" does not fit any of the forms it may have'],
    ["a rule of its own", z.string().refine(() => false, "must be nice"), "x", '--it "x" must be nice'],
    ["a rule that is a sentence", z.string().refine(() => false, "No more!"), "x", '--it "x": No more!'],
    ["a rule without words", z.string().refine(() => false), "x", '--it "x" is not valid'],
    ["nothing", z.string(), undefined, "--it is required"],
    ["no choice", z.enum(["a"]), undefined, "--it is required"],
    ["no union", z.union([z.int(), z.boolean()]), undefined, "--it is required"],
    ["no date", z.coerce.date(), undefined, "--it is required"],
    ["nothing in an object", z.object({ host: z.string() }), undefined, "--it-host is required"],
  ])("%s", async (_, schema, value, words) => {
    const problems = await said(z.object({ it: schema }), { it: value });
    expect(problems).toEqual([typeof words === "string" ? words : expect.stringMatching(words)]);
  });

  it("are about the args when no flag is to blame", async () => {
    const schema = z
      .object({ from: z.int(), to: z.int() })
      .refine(({ from, to }) => from < to, "must end after they begin");
    expect(await said(schema, { from: 2, to: 1 })).toEqual(["the args must end after they begin"]);
  });

  it("name every problem, in one line", async () => {
    const schema = z.object({ stage: z.enum(["a", "b"]), olderThan: duration(), email: z.email() });
    expect(await refusalOf(schema, ["--stage=x", "--older-than=soon"])).toBe(
      '--stage "x" must be one of a, b; ' +
        '--older-than "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w; --email is required',
    );
  });

  it("never hold a secret", async () => {
    const secret = z.string().meta({ secret: true });
    const schema = z.object({
      key: secret.min(100),
      told: secret.refine(() => false, { error: ({ input }) => `is not ${String(input)}` }),
      auth: z.object({ user: z.string(), password: secret.regex(/^x/) }),
    });
    const words = await refusalOf(schema, [
      "--key=hunter2",
      "--told=swordfish",
      "--auth-password=opensesame",
    ]);
    expect(words).toContain("--key must have at least 100 characters");
    expect(words).not.toMatch(/hunter2|swordfish|opensesame/);
  });
});

describe("unknown members", () => {
  const schema = z.object({
    stage: z.string().optional(),
    smtp: z.object({ host: z.string() }).optional(),
    rules: z.array(z.object({ a: z.int() })).optional(),
  });

  it.each([
    [{ stgae: "x" }, 'there is no arg "stgae"; did you mean "stage"?'],
    [{ smtp: { host: "a", hots: "b" } }, 'there is no arg "smtp.hots"; did you mean "smtp.host"?'],
    [{ rules: [{ a: 1, zzzz: 2 }] }, 'there is no arg "rules.0.zzzz"'],
    [JSON.parse('{"__proto__":{"polluted":1}}') as object, 'there is no arg "__proto__"'],
    [{ constructor: 1 }, 'there is no arg "constructor"'],
    [{ prototype: 1 }, 'there is no arg "prototype"'],
  ])("%j", async (input, words) => {
    expect(await said(schema, input)).toEqual([words]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("are told once for a strict schema, beside what else is wrong", async () => {
    const strict = z.strictObject({ stage: z.enum(["a"]) });
    expect(await said(strict, { stage: "x", other: 1 })).toEqual([
      'there is no arg "other"',
      '--stage "x" must be one of a',
    ]);
  });

  it("are taken where the schema takes any", async () => {
    expect((await checked(z.looseObject({}), { any: 1 })).output).toEqual({ any: 1 });
    expect((await checked(z.object({}).catchall(z.int()), { any: 1 })).output).toEqual({ any: 1 });
  });

  it("hidden in an intersection are refused by the schema", async () => {
    const both = z.object({
      it: z.intersection(z.strictObject({ a: z.int() }), z.strictObject({ a: z.int() })),
    });
    expect(await said(both, { it: { a: 1, b: 2 } })).not.toEqual([]);
  });

  it("named as prototypes stay plain data in a record", async () => {
    const input = JSON.parse('{"it":{"__proto__":"x","constructor":"y"}}') as object;
    const args = await checked(z.object({ it: z.record(z.string(), z.string()) }), input);
    expect(JSON.stringify(args.input)).toBe(JSON.stringify(input));
    expect(Object.getPrototypeOf((args.input as { it: object }).it)).toBe(Object.prototype);
  });
});

describe("what is no JSON", () => {
  it.each([
    [{ it: () => 1 }, "args must be JSON, but it is function"],
    [{ it: { at: new Map() } }, "args must be JSON, but it.at is a Map instance"],
    [{ it: [NaN] }, "args must be JSON, but it[0] is NaN"],
  ])("%j is refused by its path", async (input, words) => {
    expect(await said(z.object({ it: z.unknown() }), input)).toEqual([words]);
  });
});

describe("what can be asked for", () => {
  const schema = z.object({ name: z.string(), age: z.int() });

  it("is what is missing", async () => {
    expect(missingArgs(await problemsOf(schema, { age: 1 })).map(({ flag }) => flag)).toEqual(["name"]);
  });

  it("is nothing when something else is wrong too", async () => {
    expect(missingArgs(await problemsOf(schema, { age: "x" }))).toEqual([]);
  });
});
