import { Writable } from "node:stream";
import { expect, it, vi } from "vitest";
import { PacedWriter } from "../../src/cli/logs-writer.ts";

it("waits for a reader that is slow", async () => {
  const taken: (() => void)[] = [];
  const slow = new Writable({ highWaterMark: 1, write: (_bytes, _encoding, done) => taken.push(done) });
  const after = vi.fn();
  const writing = new PacedWriter(slow, () => undefined).write("a line\n").then(after);
  await Promise.resolve();
  expect(after).not.toHaveBeenCalled();
  taken[0]?.();
  await writing;
  expect(after).toHaveBeenCalledOnce();
});

it("tells that the reader went away, and writes nothing more", async () => {
  const write = vi.fn((_bytes: Buffer, _encoding: string, done: (error: Error) => void) =>
    done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  );
  const onGone = vi.fn();
  const writer = new PacedWriter(new Writable({ write, autoDestroy: false }), onGone);
  await writer.write("a");
  await writer.write("b");
  expect(write).toHaveBeenCalledOnce();
  expect(onGone).toHaveBeenCalled();
});
