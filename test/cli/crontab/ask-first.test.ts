import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { askFirst } from "../../../src/cli/crontab/ask-first.ts";
import { Shell } from "../../../src/cli/shell.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";

/** A person at a terminal who types `typed` once they are asked; an environment may say that there is none. */
async function answer(typed: string, { env = {}, isTerminal = true } = {}): Promise<string> {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let drawn = "";
  stderr.on("data", (bytes: Buffer) => (drawn += bytes.toString()));
  const host = { argv: [], env, cwd: "/", stdin, stdout: stderr, stderr, clock: manualClock(0) };
  const shell = new Shell({ ...host, isTerminal: () => isTerminal } as unknown as Shell["host"]);
  const source = { text: "", place: "a", isSystem: false, words: ["a", "--system"], edit: "crontab -e" };
  let said: string | undefined;
  void askFirst(source, shell).then(
    () => (said = "yes"),
    (error: unknown) => (said = String(error)),
  );
  let isTyped = false;
  while (said === undefined) {
    await turn();
    if (isTyped || !drawn.includes("Take these lines over?")) continue;
    isTyped = true;
    stdin.write(typed);
  }
  return said;
}

describe("before anything is taken", () => {
  it.each([
    ["y", "yes"],
    ["n", "ErrandError: nothing was taken over"],
    ["\r", "ErrandError: nothing was taken over"],
    ["\u0003", "ErrandError: nothing was taken over"],
  ])("a person is asked, and %j is an answer", async (typed, said) => {
    expect(await answer(typed)).toBe(said);
  });

  it.each([[{ isTerminal: false }], [{ env: { CI: "1" } }]])(
    "nobody is asked who is not there: %j",
    async (world) => {
      expect(await answer("y", world)).toBe("ErrandError: nothing was taken over: nobody is here to ask");
    },
  );
});
