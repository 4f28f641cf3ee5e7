import { fc } from "../properties.ts";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Stream } from "../../src/core/run.ts";
import { OutputBuffer } from "../../src/runner/output-buffer.ts";
import type { OutputWrite } from "../../src/store/run-store.ts";

/** What a ledger does with what it is given. */
class Kept {
  chunks: OutputWrite["chunks"] = [];
  totalBytes = 0;

  take(output: OutputWrite | null): void {
    if (!output) return;
    const { cut } = output;
    if (cut) this.chunks = this.chunks.filter(({ offset }) => offset < cut.from || offset >= cut.to);
    this.chunks.push(...output.chunks);
    this.totalBytes = output.totalBytes;
  }

  get bytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

const write = fc.record({
  stream: fc.constantFrom<Stream>("stdout", "stderr", "log"),
  length: fc.oneof(fc.nat(5), fc.nat(400)),
  drain: fc.boolean(),
});

describe("the output buffer", () => {
  it("keeps the head and the tail of whatever is written, whenever it is drained, within the cap", () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), fc.integer({ min: 16, max: 600 }), (writes, cap) => {
        const buffer = new OutputBuffer(cap);
        const kept = new Kept();
        let whole = Buffer.alloc(0);
        for (const { stream, length, drain } of writes) {
          const bytes = Buffer.from(Array.from({ length }, (_, index) => (whole.length + index) % 251));
          whole = Buffer.concat([whole, bytes]);
          buffer.write(stream, bytes, 0);
          if (drain) kept.take(buffer.drain());
          expect(kept.bytes).toBeLessThanOrEqual(cap * 2);
        }
        kept.take(buffer.drain());
        if (whole.length === 0) return;
        expect(kept.totalBytes).toBe(whole.length);
        expect(kept.bytes).toBeLessThanOrEqual(cap);
        for (const { offset, bytes } of kept.chunks) {
          expect(whole.subarray(offset, offset + bytes.length).equals(Buffer.from(bytes))).toBe(true);
        }
        const offsets = kept.chunks.map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        if (whole.length <= cap / 2) expect(kept.bytes).toBe(whole.length);
        expect(kept.chunks[0]!.offset).toBe(0);
        const last = kept.chunks.at(-1)!;
        expect(last.offset + last.bytes.length).toBe(whole.length);
        expect(kept.bytes).toBeGreaterThanOrEqual(Math.min(whole.length, Math.floor(cap * 0.8)));
      }),
      { numRuns: 300 },
    );
  });

  it("joins what one stream writes in a row, and never what two do", () => {
    const buffer = new OutputBuffer(1024);
    buffer.write("stdout", Buffer.from("a"), 1);
    buffer.write("stdout", Buffer.from("b"), 2);
    buffer.write("stderr", Buffer.from("c"), 3);
    expect(buffer.drain()!.chunks).toEqual([
      { offset: 0, at: 1, stream: "stdout", bytes: Buffer.from("ab") },
      { offset: 2, at: 3, stream: "stderr", bytes: Buffer.from("c") },
    ]);
  });

  it("takes a copy: a writer may use its bytes again", () => {
    const buffer = new OutputBuffer(1024);
    const bytes = Buffer.from("mine");
    buffer.write("stdout", bytes, 0);
    bytes.fill(0);
    expect(Buffer.from(buffer.drain()!.chunks[0]!.bytes).toString()).toBe("mine");
  });

  it.each([40_000, 60_000, 65_536])("makes no memory at full speed, in pieces of %i bytes", (size) => {
    const buffer = new OutputBuffer(1024 * 1024);
    const piece = Buffer.alloc(size);
    const write = (times: number): void => {
      for (let time = 0; time < times; time += 1) buffer.write("stdout", piece, 0);
    };
    write(100);
    const made = vi.spyOn(Buffer, "allocUnsafe");
    onTestFinished(() => made.mockRestore());
    write(1_000);
    // Beginnings of a few bytes cost no more than they are long.
    expect(made.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)).toBeLessThan(1024 * 1024);
  });

  it("has nothing to say when nothing was written", () => {
    expect(new OutputBuffer(1024).drain()).toBeNull();
  });
});
