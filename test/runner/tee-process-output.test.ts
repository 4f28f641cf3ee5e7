import { afterEach, expect, it } from "vitest";
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
