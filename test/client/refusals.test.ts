import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/client.ts";
import type { Client, Job } from "../../src/client/shape.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { chain, job } from "../../src/queue/workflow/build.ts";
import { makeProject } from "../command/project.ts";

const ANY = `
import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Takes anything",
  args: z.looseObject({
    big: z.bigint().optional(),
    bigs: z.array(z.bigint()).optional(),
    text: z.string().optional(),
    at: z.date().nullable().optional(),
    coerced: z.coerce.date().optional(),
    ms: z.date().transform(Number).optional(),
    days: z.array(z.object({ on: z.date() })).optional(),
    by: z.record(z.string(), z.date()).optional(),
    span: z.tuple([z.date(), z.date()]).optional(),
    either: z.union([z.date(), z.string()]).optional(),
    iso: z.iso.datetime().optional(),
  }),
  async run() {},
});
`;

let client: Client;

beforeEach(() => {
  client = createClient({ cwd: makeProject({ "commands/any.ts": ANY }) });
});
afterEach(() => client.close());

/** So many objects, each in the one before it. */
function nested(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let level = 0; level < levels; level += 1) value = { v: value };
  return value;
}

const refusal = (code: string, message: RegExp | string) => ({
  name: "ErrandError",
  code,
  message: typeof message === "string" ? message : expect.stringMatching(message),
});

describe("args that are nested deeper than a hundred levels", () => {
  const path = `v(\\.v){99}…?`;

  it("are taken up to there", async () => {
    expect((await client.enqueue("any", nested(100))).kind).toBe("queued");
  });

  it.each([101, 2_000, 50_000])("are refused with the place: %i", async (levels) => {
    const message = new RegExp(`^args of any are nested deeper than 100 levels: ${path}`);
    await expect(client.enqueue("any", nested(levels))).rejects.toMatchObject(
      refusal("invalid_args", message),
    );
    await expect(client.start(chain(job("any", nested(levels)), job("any")))).rejects.toMatchObject(
      refusal("invalid_args", message),
    );
  });

  it("are told from what holds itself", async () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = { circle };
    await expect(client.enqueue("any", circle as JsonObject)).rejects.toMatchObject(
      refusal("invalid_args", /^args must be JSON, but self\.circle\S* is a circular reference$/),
    );
  });
});

describe("a bigint", () => {
  it("is an arg where the schema asks for one", async () => {
    const { runId } = await client.enqueue("any", { big: 10n, bigs: [1n] } as unknown as JsonObject);
    expect((await client.find(runId))?.args).toEqual({ big: "10", bigs: ["1"] });
  });

  it.each([
    [{ text: 10n }, "text"],
    [{ other: { list: [1, 10n] } }, "other.list[1]"],
  ])("is refused anywhere else by its path: %#", async (args, path) => {
    await expect(client.enqueue("any", args as unknown as JsonObject)).rejects.toMatchObject(
      refusal(
        "invalid_args",
        `args must be JSON, but ${path} is a bigint, which only an arg of z.bigint() may be`,
      ),
    );
  });
});

describe("a date", () => {
  const at = new Date("2026-12-01T09:00:00.123Z");
  const text = at.toISOString();

  it.each([
    [{ at }, { at: text }],
    [{ coerced: at }, { coerced: text }],
    [{ ms: at }, { ms: text }],
    [{ days: [{ on: at }] }, { days: [{ on: text }] }],
    [{ by: { first: at } }, { by: { first: text } }],
    [{ span: [at, at] }, { span: [text, text] }],
  ])("is an arg where the schema reads it back: %#", async (args, kept) => {
    const { runId } = await client.enqueue("any", args as unknown as JsonObject);
    expect((await client.find(runId))?.args).toEqual(kept);
  });

  it.each([
    [{ text: at }, "text"],
    [{ either: at }, "either"],
    [{ iso: at }, "iso"],
    [{ other: { items: [1, { at }] } }, "other.items[1].at"],
  ])("is refused anywhere else by its path: %#", async (args, path) => {
    const message = `args must be JSON, but ${path} is a Date, which only an arg of z.date() may be: write its toISOString()`;
    for (const refused of [
      client.enqueue("any", args as unknown as JsonObject),
      client.start(chain(job("any", args as unknown as JsonObject), job("any"))),
    ])
      await expect(refused).rejects.toMatchObject(refusal("invalid_args", message));
  });

  it("is refused where it is none", async () => {
    await expect(client.enqueue("any", { at: new Date(NaN) } as never)).rejects.toMatchObject(
      refusal("invalid_args", "args must be JSON, but at is an invalid Date"),
    );
  });
});

describe("what JSON has no word for", () => {
  class Point {
    readonly x = 1;
  }
  const key = Symbol("k");

  it.each<[string, unknown, string]>([
    ["a symbol for a key", { [key]: 1 }, "they have a symbol for a key, Symbol(k)"],
    ["one deep in a list", { a: [{ [key]: 1 }] }, "a[0] has a symbol for a key, Symbol(k)"],
    ["an instance", new Point(), "they are a Point instance"],
    ["a map", new Map([["a", 1]]), "they are a Map instance"],
    ["a set within", { a: { b: new Set([1]) } }, "a.b is a Set instance"],
    ["a date", at0(), "they are a Date instance"],
    ["a function", { a: [() => 1] }, "a[0] is function"],
    ["a gap", { a: Array.from({ length: 2 }).fill(1, 0, 1) }, "a[1] is undefined"],
    ["no number", { a: { b: NaN } }, "a.b is NaN"],
  ])("is refused by its path: %s", async (_, args, message) => {
    const said = refusal("invalid_args", `args must be JSON, but ${message}`);
    await expect(client.enqueue("any", args as JsonObject)).rejects.toMatchObject(said);
    await expect(client.start(job("any", args as JsonObject))).rejects.toMatchObject(said);
    await expect(client.enqueueMany([job("any", args as JsonObject)])).rejects.toMatchObject(
      refusal("invalid_args", `job [0] of enqueueMany, "any": args must be JSON, but ${message}`),
    );
  });

  it("is no member that is absent, nor one that nobody can list", async () => {
    const args = { a: undefined, b: { c: undefined } };
    Object.defineProperty(args.b, key, { value: 1 });
    const { runId } = await client.enqueue("any", args);
    expect((await client.find(runId))?.args).toEqual({ b: {} });
  });

  function at0(): Date {
    return new Date(0);
  }
});

describe("one bad job of many", () => {
  const many = (jobs: unknown): Promise<unknown> => client.enqueueMany(jobs as Job[]);

  it("is named by its place and its command", async () => {
    await expect(many([job("any"), job("any", { text: 3 })])).rejects.toMatchObject(
      refusal("invalid_args", /^job \[1\] of enqueueMany, "any": --text 3 must be /),
    );
    await expect(many([job("any"), job("any"), job("none")])).rejects.toMatchObject(
      refusal("unknown_command", /^job \[2\] of enqueueMany, "none": .*"none"/),
    );
  });

  it.each([
    ["x", /^enqueueMany takes a list of jobs, and "x" is none: /],
    [undefined, /^enqueueMany takes a list of jobs, and undefined is none: /],
    [[{}], /^enqueueMany takes jobs, .* and \[0\] \{\} names no command: /],
    [[1], /^enqueueMany takes jobs, .* and \[0\] 1 names no command: /],
    [
      [{ command: "any", arg: {} }],
      /^job \[0\] of enqueueMany: there is no option "arg"; did you mean "args"\?$/,
    ],
    [[job("any"), null], /^enqueueMany takes jobs, .* and \[1\] null names no command: /],
  ])("that is none is refused: %#", async (jobs, message) => {
    await expect(many(jobs)).rejects.toMatchObject(refusal("usage", message));
  });

  it("is not counted where it is the only one", async () => {
    await expect(client.enqueue("any", { text: 3 } as unknown as JsonObject)).rejects.toMatchObject(
      refusal("invalid_args", /^--text 3 must be /),
    );
  });
});

describe("the options of a client", () => {
  it.each([
    [{ datbase: "x" }, 'createClient: there is no option "datbase"; did you mean "database"?'],
    [
      { colour: 1, cwd: 3 },
      'createClient: there is no option "colour"; options are cwd, database, config; cwd 3 must be the path of a folder',
    ],
    [{ database: "" }, 'createClient: database "" must be the path of a file'],
    [null, "createClient: its options null must be an object"],
    ["x", 'createClient: its options "x" must be an object'],
  ])("are refused where they are none: %j", (options, message) => {
    expect(() => createClient(options as object)).toThrow(expect.objectContaining(refusal("usage", message)));
  });

  it.each([{}, undefined, { cwd: ".", database: undefined }])("may be left out: %j", (options) => {
    expect(() => createClient(options as object)).not.toThrow();
  });
});

describe("the options of a wait", () => {
  it.each([
    [{ timeot: "1s" }, 'wait: there is no option "timeot"; did you mean "timeout"?'],
    [{ timeout: "1s", colour: 1 }, 'wait: there is no option "colour"; options are timeout'],
    [null, "wait: its options null must be an object"],
    ["1s", 'wait: its options "1s" must be an object'],
  ])("are refused where they are none: %j", async (options, message) => {
    const { runId } = await client.enqueue("any");
    await expect(client.wait(runId, options as object)).rejects.toMatchObject(refusal("usage", message));
  });
});
