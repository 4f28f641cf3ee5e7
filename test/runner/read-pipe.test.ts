import { spawn, type ChildProcess } from "node:child_process";
import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { readPipe } from "../../src/runner/read-pipe.ts";

const MIB = 1024 * 1024;

/** A child that writes so many bytes, each piece told by the 16 bytes that it repeats. */
function writer(bytes: number): ChildProcess & { stdout: NonNullable<ChildProcess["stdout"]> } {
  const text = `const line = (n) => String(n).padStart(15, "0") + "\\n";
    for (let n = 0; n < ${bytes / 16}; n += 4096) {
      const piece = Array.from({ length: 4096 }, (_, i) => line(n + i)).join("");
      if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** What the child wrote, if nothing was lost or came twice. */
function expected(bytes: number): string {
  return Array.from({ length: bytes / 16 }, (_, n) => `${String(n).padStart(15, "0")}\n`).join("");
}

const closing = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once("close", () => resolve()));

describe("a child's pipe", () => {
  it("is read whole and in order, into one buffer", async () => {
    const child = writer(4 * MIB);
    const rooms = new Set<ArrayBufferLike>();
    let seen = "";
    const over = Promise.withResolvers<void>();
    readPipe(child.stdout, {
      take(bytes) {
        rooms.add(bytes.buffer);
        seen += Buffer.from(bytes).toString();
        return null;
      },
      end: over.resolve,
    });
    await Promise.all([over.promise, closing(child)]);
    expect(seen === expected(4 * MIB)).toBe(true);
    expect(rooms.size).toBe(1);
  });

  it("leaves the bytes that somebody still holds as they are, and reads on in another buffer", async () => {
    const child = writer(4 * MIB);
    let seen = "";
    readPipe(child.stdout, {
      async take(bytes) {
        await new Promise(setImmediate);
        seen += Buffer.from(bytes).toString();
      },
    });
    await closing(child);
    await new Promise(setImmediate);
    expect(seen === expected(4 * MIB)).toBe(true);
  });

  it("has its writer wait for who takes his time", async () => {
    const child = writer(4 * MIB);
    let seen = "";
    const freed = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    let held = 0;
    readPipe(child.stdout, {
      async take(bytes) {
        held += 1;
        if (held === 2) second.resolve();
        await freed.promise;
        seen += Buffer.from(bytes).toString();
      },
    });
    await second.promise;
    // Turns of the loop in which a third piece would have come.
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    expect([held, child.exitCode]).toEqual([2, null]);
    freed.resolve();
    await closing(child);
    await new Promise(setImmediate);
    expect(seen === expected(4 * MIB)).toBe(true);
  });

  it("brings at its writer's end what it still holds, whoever waits", async () => {
    const size = 128 * 1024;
    const child = writer(size);
    const pieces: Uint8Array[] = [];
    const whole = Promise.withResolvers<void>();
    const hurry = readPipe(child.stdout, {
      take(bytes) {
        pieces.push(bytes);
        if (pieces.reduce((sum, { length }) => sum + length, 0) === size) whole.resolve();
        return new Promise(() => undefined);
      },
    });
    child.once("exit", hurry);
    await whole.promise;
    expect(Buffer.concat(pieces).toString() === expected(size)).toBe(true);
  });

  it("of a stream without a handle is read as any stream", async () => {
    const stream = new PassThrough();
    const seen: string[] = [];
    const taken = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    readPipe(stream, {
      take(bytes) {
        seen.push(Buffer.from(bytes).toString());
        return seen.length < 2 ? null : taken.promise;
      },
      end: over.resolve,
    });
    for (const piece of ["a", "b", "c", "d"]) {
      stream.write(piece);
      await new Promise(setImmediate);
    }
    expect(seen).toEqual(["a", "b", "c"]);
    taken.resolve();
    stream.end();
    await over.promise;
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });
});
