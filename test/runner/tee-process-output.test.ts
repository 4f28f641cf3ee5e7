import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { Stream } from "../../src/core/run.ts";
import { teeProcessOutput } from "../../src/runner/tee-process-output.ts";

let restore: () => void = () => undefined;
afterEach(() => restore());

function tee() {
  const kept: [Stream, string][] = [];
  const shown: [Stream, string][] = [];
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
  restore = teeProcessOutput(
    { write: (stream, bytes) => void kept.push([stream, text(bytes)]) },
    {
      write(stream, bytes, done) {
        shown.push([stream, text(bytes)]);
        if (done) process.nextTick(done);
        return stream === "stdout";
      },
    },
  );
  return { kept, shown };
}

it("keeps and shows what is written, on each stream, byte for byte", () => {
  const { kept, shown } = tee();
  process.stdout.write("a");
  process.stderr.write("b");
  process.stdout.write("e9", "hex");
  process.stdout.write(new Uint8Array([0, 255]));
  expect(kept).toEqual([
    ["stdout", "a"],
    ["stderr", "b"],
    ["stdout", "\u00e9"],
    ["stdout", "\u0000\u00ff"],
  ]);
  expect(shown).toEqual(kept);
});

it("passes the terminal's pressure on, and calls back in every form of write", async () => {
  tee();
  expect(process.stdout.write("x")).toBe(true);
  expect(process.stderr.write("x")).toBe(false);
  await new Promise<void>((done) => process.stdout.write("x", () => done()));
  await new Promise<void>((done) => process.stdout.write("x", "utf8", () => done()));
});

it("leaves the streams as they were", () => {
  const before = process.stdout.write;
  tee();
  expect(process.stdout.write).not.toBe(before);
  restore();
  expect(process.stdout.write).toBe(before);
});

it("leaves a write that somebody put over it, and what that one passes on goes its own way", () => {
  const before = process.stdout.write;
  const passed: string[] = [];
  onTestFinished(() => {
    process.stdout.write = before;
  });
  process.stdout.write = (chunk) => passed.push(`own ${String(chunk)}`) > 0;
  const { kept } = tee();
  const under = process.stdout.write.bind(process.stdout);
  const patch: typeof process.stdout.write = (chunk) => under(`patched ${String(chunk)}`);
  process.stdout.write = patch;
  restore();
  expect(process.stdout.write).toBe(patch);
  process.stdout.write("a");
  expect([kept, passed]).toEqual([[], ["own patched a"]]);
});

describe("what was printed by before the tee is teed too:", () => {
  const EARLY = fileURLToPath(new URL("../fixtures/programs/prints-early.ts", import.meta.url));
  const byNode = ["stdout: by console\n", "stderr: by console\n"];

  it.each<[string, string[], string[]]>([
    ["the console of a process that nobody watched", [], byNode],
    ["a stream and a write that were kept of one that was watched", ["watch"], byNode],
  ])("%s", async (_, words, taken) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [EARLY, ...words]);
    const more = words.length === 0 ? [] : ["stdout: by its write\n"];
    expect(stdout).toBe(
      `module loaded\nafter\n${JSON.stringify([...taken, "stdout: by its stream\n", ...more])}`,
    );
    expect(stderr).toBe("module loaded too\n");
  });
});

it("makes no stream that nobody prints by", async () => {
  const tee = fileURLToPath(new URL("../../src/runner/tee-process-output.ts", import.meta.url));
  const program = `
    const own = Object.getOwnPropertyDescriptor(process, "stdout");
    let made = 0;
    Object.defineProperty(process, "stdout", { ...own, get: () => ((made += 1), own.get.call(process)) });
    const { teeProcessOutput, watchProcessOutput } = await import(${JSON.stringify(tee)});
    watchProcessOutput();
    const restore = teeProcessOutput({ write() {} }, { write: () => true });
    restore();
    process.stderr.write(String(made));`;
  const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  expect(stderr).toBe("0");
});

it("has the latest of several take all, and gives the streams back with the last, in whatever order they end", () => {
  const before = process.stdout.write;
  const first = tee();
  const restoreFirst = restore;
  const second = tee();
  process.stdout.write("a");
  restoreFirst();
  process.stdout.write("b");
  restore();
  expect([first.kept, second.kept]).toEqual([
    [],
    [
      ["stdout", "a"],
      ["stdout", "b"],
    ],
  ]);
  expect(process.stdout.write).toBe(before);
});
