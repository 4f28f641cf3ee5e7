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
  args: z.looseObject({ big: z.bigint().optional(), bigs: z.array(z.bigint()).optional(), text: z.string().optional() }),
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
