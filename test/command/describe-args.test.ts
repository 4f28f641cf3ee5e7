import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeArgs } from "../../src/command/describe-args.ts";
import { duration } from "../../src/command/duration-schema.ts";

const describeAll = (shape: z.ZodRawShape, positional?: string[]) =>
  describeArgs(z.object(shape), { positional, file: "commands/it.ts" });

/** The one flag of a schema, without what it shares with all others. */
function flagOf(schema: z.ZodType) {
  const { kind, array, required, choices, default: preset } = describeAll({ it: schema })[0]!;
  return { kind, array, required, choices, default: preset };
}

const plain = { array: false, required: true, choices: null, default: null };

/** What `enum Level { low, high }` compiles to. */
const LEVEL = { low: 0, high: 1, 0: "low", 1: "high" } as const;

interface Tree {
  children?: Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree).optional() }));

describe("kinds", () => {
  it.each<[string, z.ZodType, object]>([
    ["text", z.string(), { kind: "string" }],
    ["a format", z.email(), { kind: "string" }],
    ["a template", z.templateLiteral(["v", z.number()]), { kind: "string" }],
    ["a number", z.number(), { kind: "number" }],
    ["a coerced number", z.coerce.number(), { kind: "number" }],
    ["a whole number", z.int(), { kind: "integer" }],
    ["a number that must be whole", z.number().int().min(1), { kind: "integer" }],
    ["a bigint", z.bigint(), { kind: "bigint" }],
    ["a date", z.date(), { kind: "date" }],
    ["a coerced date", z.coerce.date(), { kind: "date" }],
    ["a boolean", z.boolean(), { kind: "boolean" }],
    ["a literal true", z.literal(true), { kind: "boolean" }],
    ["a duration", duration(), { kind: "duration" }],
    ["a refined duration", duration().refine((ms) => ms > 0), { kind: "duration" }],
    ["an enum", z.enum(["a", "b"]), { kind: "enum", choices: ["a", "b"] }],
    ["an enum of numbers", z.enum({ low: 1, high: 2 }), { kind: "enum", choices: [1, 2] }],
    ["a native enum", z.enum(LEVEL), { kind: "enum", choices: [0, 1] }],
    ["a literal", z.literal(["a", 1]), { kind: "enum", choices: ["a", 1] }],
    ["a union of literals", z.union([z.literal("a"), z.literal(2)]), { kind: "enum", choices: ["a", 2] }],
    ["a list of text", z.array(z.string()), { kind: "string", array: true }],
    ["a list of choices", z.array(z.enum(["a"])), { kind: "enum", choices: ["a"], array: true }],
    ["a list of booleans", z.array(z.boolean()), { kind: "json" }],
    ["a list of objects", z.array(z.object({ a: z.string() })), { kind: "json" }],
    ["a list of lists", z.array(z.array(z.string())), { kind: "json" }],
    ["a record", z.record(z.string(), z.string()), { kind: "json" }],
    ["a tuple", z.tuple([z.string(), z.number()]), { kind: "json" }],
    ["a union", z.union([z.string(), z.number()]), { kind: "json" }],
    ["an empty object", z.object({}), { kind: "json" }],
    ["anything", z.unknown(), { kind: "json", required: false }],
    [
      "a preprocessed number",
      z.preprocess((value) => value ?? 1, z.number()),
      { kind: "number", required: false },
    ],
    ["a transformed text", z.string().transform((text) => text.length), { kind: "string" }],
    ["a nullable text", z.string().nullable(), { kind: "string" }],
    ["text or null", z.string().or(z.null()), { kind: "string" }],
    ["read-only text", z.string().readonly(), { kind: "string" }],
    ["branded text", z.string().brand("Id"), { kind: "string" }],
    ["optional text", z.string().optional(), { kind: "string", required: false }],
    ["text that must be there after all", z.string().optional().nonoptional(), { kind: "string" }],
    ["a default", z.int().default(5), { kind: "integer", required: false, default: 5 }],
    ["a prefault", z.string().prefault("x"), { kind: "string", required: false, default: "x" }],
    [
      "a default under an optional",
      z.string().default("x").optional(),
      { kind: "string", required: false, default: "x" },
    ],
    ["a caught text", z.string().catch("x"), { kind: "string", required: false }],
    [
      "a date default",
      z.date().default(new Date(0)),
      { kind: "date", required: false, default: "1970-01-01T00:00:00.000Z" },
    ],
    ["a bigint default", z.bigint().default(5n), { kind: "bigint", required: false, default: "5" }],
    ["a duration default", duration().default("14d"), { kind: "duration", required: false, default: "14d" }],
    [
      "a duration default in ms",
      duration().optional().default(5000),
      { kind: "duration", required: false, default: "5000ms" },
    ],
    ["a computed default", z.number().default(() => Math.random()), { kind: "number", required: false }],
  ])("%s", (_, schema, expected) => {
    expect(flagOf(schema)).toEqual({ ...plain, ...expected });
  });

  it("takes schemas of another copy of zod", () => {
    const other = createRequire(import.meta.url)("zod").z as typeof z;
    expect(other.string).not.toBe(z.string);
    const schema = other.object({
      kind: other.enum(["a", "b"]).default("a").describe("which").meta({ alias: "k" }),
    });
    expect(describeArgs(schema, { file: "commands/it.ts" })).toMatchObject([
      { kind: "enum", choices: ["a", "b"], default: "a", description: "which", alias: "k" },
    ]);
    expect(describeArgs(other.object({ age: duration().default("1d") }), { file: "x" })).toMatchObject([
      { kind: "duration" },
    ]);
  });
});

describe("names", () => {
  it.each([
    ["olderThan", "older-than"],
    ["APIKey", "api-key"],
    ["userID", "user-id"],
    ["s3Bucket", "s3-bucket"],
    ["snake_case", "snake-case"],
    ["kebab-case", "kebab-case"],
    ["größe", "größe"],
  ])("%s is --%s", (key, flag) => expect(describeAll({ [key]: z.string() })[0]?.flag).toBe(flag));

  it("flattens objects three levels deep, and takes JSON below", () => {
    const flags = describeAll({
      smtp: z.object({
        host: z.string(),
        tls: z.object({ caFile: z.string(), pins: z.object({ first: z.string() }) }),
      }),
    });
    expect(flags.map(({ flag, kind }) => [flag, kind])).toEqual([
      ["smtp-host", "string"],
      ["smtp-tls-ca-file", "string"],
      ["smtp-tls-pins", "json"],
    ]);
  });

  it("ends at schemas that hold themselves", () => {
    expect(describeAll({ tree }).map(({ flag }) => flag)).toEqual(["tree-children"]);
  });

  it("requires no member of an object that may be left out", () => {
    expect(describeAll({ smtp: z.object({ host: z.string() }).optional() })[0]?.required).toBe(false);
  });

  it("deals a default of an object out to its members", () => {
    const smtp = z.object({ host: z.string(), port: z.int() }).default({ host: "localhost", port: 25 });
    expect(describeAll({ smtp }).map((flag) => flag.default)).toEqual(["localhost", 25]);
  });
});

describe("what is said about a member", () => {
  it("comes from any layer, the outermost first", () => {
    const key = z
      .string()
      .meta({ alias: "k", env: "API_KEY" })
      .describe("inner")
      .optional()
      .describe("outer");
    expect(describeAll({ key })[0]).toMatchObject({
      alias: "k",
      env: "API_KEY",
      description: "outer",
      secret: false,
    });
  });

  it.each([
    ["itself", z.string().meta({ secret: true }).default("hunter2")],
    ["in an item", z.array(z.string().meta({ secret: true })).default(["hunter2"])],
    [
      "deep in JSON",
      z.array(z.object({ key: z.string().meta({ secret: true }) })).default([{ key: "hunter2" }]),
    ],
  ])("a secret %s hides the default", (_, schema) => {
    expect(describeAll({ schema })[0]).toMatchObject({ secret: true, default: null });
  });

  it("a secret object makes its members secret", () => {
    const auth = z.object({ user: z.string(), key: z.string() }).meta({ secret: true });
    expect(describeAll({ auth }).map(({ secret }) => secret)).toEqual([true, true]);
  });
});

describe("positionals", () => {
  it("have their place", () => {
    const flags = describeAll({ a: z.string(), b: z.string(), c: z.string() }, ["c", "a"]);
    expect(flags.map(({ position }) => position)).toEqual([1, null, 0]);
  });
});

describe("definitions that are refused", () => {
  it.each<[string, z.ZodRawShape, string[] | undefined, RegExp]>([
    [
      "two spellings",
      { fooBar: z.string(), "foo-bar": z.string() },
      undefined,
      /--foo-bar would be a flag of both args.fooBar and args.foo-bar/,
    ],
    [
      "nested and flat",
      { aB: z.string(), a: z.object({ b: z.string() }) },
      undefined,
      /--a-b would be .* args.aB and args.a.b/,
    ],
    ["a negation", { cache: z.boolean(), noCache: z.string() }, undefined, /--no-cache would be/],
    ["--help", { help: z.string() }, undefined, /--help would be a flag of both errand itself and args.help/],
    ["--args", { args: z.string() }, undefined, /--args would be/],
    ["-h", { host: z.string().meta({ alias: "h" }) }, undefined, /-h would be/],
    [
      "one alias twice",
      { a: z.string().meta({ alias: "x" }), b: z.string().meta({ alias: "x" }) },
      undefined,
      /-x would be/,
    ],
    [
      "a long alias",
      { a: z.string().meta({ alias: "aa" }) },
      undefined,
      /alias "aa" of args.a must be one letter/,
    ],
    ["a number for env", { a: z.string().meta({ env: 5 }) }, undefined, /env 5 of args.a must be the name/],
    ["a key that is no word", { "a b=c": z.string() }, undefined, /args.a b=c cannot be a flag/],
    ["an unsafe key", { constructor: z.string() }, undefined, /args.constructor cannot be a flag/],
    [
      "a default that is no duration",
      { a: duration().default("soon") },
      undefined,
      /default "soon" of args.a must be a duration/,
    ],
    ["a map", { a: z.map(z.string(), z.string()) }, undefined, /args.a takes what JSON cannot carry/],
    ["a list of sets", { a: z.array(z.set(z.string())) }, undefined, /args.a takes what JSON cannot carry/],
    ["an unknown positional", { a: z.string() }, ["b"], /positional "b" .* members are a$/],
    ["a positional twice", { a: z.string() }, ["a", "a"], /named twice/],
    ["a list that is not last", { a: z.array(z.string()), b: z.string() }, ["a", "b"], /must be the last/],
    [
      "required after optional",
      { a: z.string().optional(), b: z.string() },
      ["a", "b"],
      /"b" is required, but stands behind/,
    ],
    ["a boolean positional", { a: z.boolean() }, ["a"], /"a" is a boolean/],
  ])("%s", (_, shape, positional, message) => {
    expect(() => describeAll(shape, positional)).toThrow(
      expect.objectContaining({ code: "invalid_command", message: expect.stringMatching(message) }),
    );
    expect(() => describeAll(shape, positional)).toThrow(/^commands\/it.ts: /);
  });
});
