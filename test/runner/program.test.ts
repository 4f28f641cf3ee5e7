import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import type { Stream } from "../../src/core/run.ts";
import { findRunProcesses } from "../../src/runner/process-tree.ts";
import { programExecutor } from "../../src/runner/program.ts";
import { systemClock } from "../../src/system-clock.ts";

const program = (name: string): string[] => [
  fileURLToPath(new URL(`../fixtures/programs/${name}.mjs`, import.meta.url)),
];
let runId: string;

function start(file: string, args: string[] = [], stdin: Uint8Array = new Uint8Array()) {
  runId = newId(Date.now());
  const written: [Stream, string][] = [];
  const heard = Promise.withResolvers<void>();
  const abort = new AbortController();
  const sink = {
    write(stream: Stream, bytes: Uint8Array): void {
      written.push([stream, Buffer.from(bytes).toString()]);
      if (written.some(([, text]) => text.includes("ready"))) heard.resolve();
    },
  };
  const spec = { file, args, cwd: undefined, env: process.env, runId, stdin };
  const execution = programExecutor(systemClock).start(spec, { sink, signal: abort.signal });
  const text = (stream: Stream): string =>
    written.flatMap(([name, part]) => (name === stream ? [part] : [])).join("");
  return { execution, text, ready: heard.promise, abort };
}

afterEach(() => {
  for (const { pid } of findRunProcesses(runId)) process.kill(pid, "SIGKILL");
});

describe("a program", () => {
  it("passes its output and its exit code on", async () => {
    const { execution, text } = start("sh", ["-c", "echo out; echo err >&2; exit 3"]);
    expect(await execution.exit).toEqual({ kind: "exited", code: 3 });
    expect([text("stdout"), text("stderr")]).toEqual(["out\n", "err\n"]);
  });

  it("reads its stdin", async () => {
    const { execution, text } = start("cat", [], Buffer.from("given"));
    await execution.exit;
    expect(text("stdout")).toBe("given");
  });

  it("tells of the signal that ended it", async () => {
    expect(await start("sh", ["-c", "kill -9 $$"]).execution.exit).toEqual({
      kind: "signalled",
      signal: "SIGKILL",
    });
  });

  it.each([
    ["is not there", "no-such-program-here", "ENOENT", /there is no such program/],
    ["may not be executed", fileURLToPath(import.meta.url), "EACCES", /may not be executed/],
    ["has a NUL in its name", "a\0b", "ERR_INVALID_ARG_VALUE", /cannot be started/],
  ])("that %s is told so in one line", async (_, file, code, message) => {
    const exit = await start(file).execution.exit;
    expect(exit).toMatchObject({
      kind: "unstartable",
      error: { code, message: expect.stringMatching(message) },
    });
  });

  it("is over when it ends, though a grandchild holds its stdout, and tells what it left", async () => {
    const { execution, ready } = start(process.execPath, program("leave-grandchild"));
    await ready;
    expect(await execution.exit).toEqual({ kind: "exited", code: 0 });
    expect(await execution.leftovers()).toEqual([
      { pid: expect.any(Number), title: expect.stringMatching(/ignore-term/) },
    ]);
  });

  it("ends when it is asked to", async () => {
    const { execution, ready, abort } = start(process.execPath, program("forever"));
    await ready;
    abort.abort();
    expect(await execution.exit).toEqual({ kind: "signalled", signal: "SIGTERM" });
  });

  it("is ended by force with all that descends from it, those in sessions of their own too", async () => {
    const { execution, ready } = start(process.execPath, program("leave-grandchild"));
    await ready;
    await execution.kill();
    expect(findRunProcesses(runId)).toEqual([]);
  });
});
