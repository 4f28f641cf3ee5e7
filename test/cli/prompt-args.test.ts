import { setImmediate as turn } from "node:timers/promises";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { promptArgs } from "../../src/cli/prompt-args.ts";
import { checkArgs } from "../../src/command/check-args.ts";
import { describeArgs } from "../../src/command/describe-args.ts";
import type { FlagDescriptor } from "../../src/command/descriptor.ts";
import { duration } from "../../src/command/duration-schema.ts";
import type { JsonObject } from "../../src/core/json.ts";

const DOWN = "\u001b[B";
const ENTER = "\r";
const CTRL_C = "\u0003";

/** Asks for every member of a schema; types each line once its question is drawn. */
async function ask(schema: z.ZodObject, keys: [question: string, typed: string][], input = {}) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let drawn = "";
  stderr.on("data", (bytes: Buffer) => (drawn += bytes.toString()));
  const flags = describeArgs(schema, { file: "it.ts" });
  const judge = async (answered: JsonObject, flag: FlagDescriptor) => {
    const checked = await checkArgs(schema, answered, { descriptors: flags, env: {} });
    return "problems" in checked
      ? checked.problems.find((problem) => problem.flag === flag)?.message
      : undefined;
  };
  const answers = promptArgs(flags, input, { desk: { stdin, stderr }, judge });
  for (const [question, typed] of keys) {
    while (!drawn.includes(question)) await turn();
    drawn = "";
    stdin.write(typed);
  }
  return answers;
}

describe("asking for args", () => {
  it("takes text, and lays it into what is known", async () => {
    const schema = z.object({ smtp: z.object({ host: z.string().describe("mail server") }) });
    expect(
      await ask(schema, [["--smtp-host: mail server", `mail${ENTER}`]], { smtp: { port: 25 }, dry: true }),
    ).toEqual({
      smtp: { host: "mail", port: 25 },
      dry: true,
    });
  });

  it("offers choices", async () => {
    const schema = z.object({ stage: z.enum(["drafting", "review"]) });
    expect(await ask(schema, [["--stage", DOWN + ENTER]])).toEqual({ stage: "review" });
  });

  it("asks yes or no", async () => {
    expect(await ask(z.object({ sure: z.boolean() }), [["--sure", "y"]])).toEqual({ sure: true });
  });

  it("takes several with commas", async () => {
    expect(await ask(z.object({ ids: z.array(z.int()) }), [["separated by commas", `1, 2${ENTER}`]])).toEqual(
      { ids: [1, 2] },
    );
  });

  it("asks again for what cannot be", async () => {
    expect(
      await ask(z.object({ age: duration() }), [
        // Mended by more of it: a terminal that is called dumb takes nothing back.
        ["--age", `14${ENTER}`],
        ["must be a duration", `d${ENTER}`],
      ]),
    ).toEqual({ age: "14d" });
  });

  it("asks again at once for what the schema refuses, before it asks for more", async () => {
    const schema = z.object({
      age: z.int().min(18),
      code: z.string().regex(/^[A-Z]+$/),
      pair: z.array(z.string()).max(2),
    });
    expect(
      await ask(schema, [
        ["--age", `3${ENTER}`],
        ["--age 3 must be at least 18", `30${ENTER}`],
        ["--code", `abc${ENTER}`],
        ['--code "abc" must match', `ABC${ENTER}`],
        ["--pair", `a,b,c${ENTER}`],
        ["at most 2 values", `a,b${ENTER}`],
      ]),
    ).toEqual({ age: 30, code: "ABC", pair: ["a", "b"] });
  });

  it("does not draw a secret", async () => {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    let drawn = "";
    stderr.on("data", (bytes: Buffer) => (drawn += bytes.toString()));
    const flags = describeArgs(z.object({ key: z.string().meta({ secret: true }) }), { file: "it.ts" });
    const answers = promptArgs(flags, {}, { desk: { stdin, stderr }, judge: async () => undefined });
    while (!drawn.includes("--key")) await turn();
    stdin.write(`hunter2${ENTER}`);
    expect(await answers).toEqual({ key: "hunter2" });
    expect(drawn).not.toContain("hunter2");
  });

  it("runs nothing when the person gives up", async () => {
    await expect(ask(z.object({ name: z.string() }), [["--name", CTRL_C]])).rejects.toMatchObject({
      code: "interrupted",
      exitCode: 130,
      message: "--name was asked for and not given; nothing was run",
    });
  });
});
