import { fc } from "../../properties.ts";
import { describe, expect, test } from "vitest";
import type { OutputChunk, Stream } from "../../../src/core/run.ts";
import type { CurrentStore } from "../conformance.ts";
import { closing, finished, NOON, started } from "../build.ts";

export function describeOutput(store: CurrentStore): void {
  const chunk = (offset: number, text: string, stream: Stream = "stdout"): OutputChunk => ({
    offset,
    at: NOON + offset,
    stream,
    bytes: new Uint8Array(Buffer.from(text)),
  });

  describe("output", () => {
    test("comes back in order, stream by stream as it was written", async () => {
      const run = await started(store());
      const ref = { runId: run.id, attempt: 1 };
      const chunks = [chunk(0, "one\n"), chunk(4, "two\n", "stderr"), chunk(8, "{}\n", "log")];
      await store().appendOutput(ref, { chunks: chunks.slice(0, 1), cut: null, totalBytes: 4 });
      await store().appendOutput(ref, { chunks: chunks.slice(1), cut: null, totalBytes: 11 });
      expect(await store().readOutput(ref, 0, 1_000)).toEqual(chunks);
      expect(await store().attempts(run.id)).toMatchObject([{ outputBytes: 11 }]);
    });

    test("survives byte for byte, whatever the bytes", async () => {
      const run = await started(store());
      const ref = { runId: run.id, attempt: 1 };
      let offset = 0;
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
          const from = offset;
          offset += bytes.length;
          const written = { offset: from, at: NOON, stream: "stdout", bytes } as const;
          await store().appendOutput(ref, { chunks: [written], cut: null, totalBytes: offset });
          expect(await store().readOutput(ref, from, 1)).toEqual([written]);
        }),
        { numRuns: 50 },
      );
    });

    test("is read from an offset on, about as much as asked for, and one chunk at least", async () => {
      const run = await started(store());
      const ref = { runId: run.id, attempt: 1 };
      const chunks = [chunk(0, "aaaa"), chunk(4, "bbbb"), chunk(8, "cccc")];
      await store().appendOutput(ref, { chunks, cut: null, totalBytes: 12 });
      expect(await store().readOutput(ref, 0, 8)).toEqual(chunks.slice(0, 2));
      expect(await store().readOutput(ref, 0, 1)).toEqual(chunks.slice(0, 1));
      expect(await store().readOutput(ref, 4, 100)).toEqual(chunks.slice(1));
      expect(await store().readOutput(ref, 5, 100)).toEqual(chunks.slice(2));
      expect(await store().readOutput(ref, 12, 100)).toEqual([]);
    });

    test("drops what is cut before it keeps what is new", async () => {
      const run = await started(store());
      const ref = { runId: run.id, attempt: 1 };
      const head = [chunk(0, "aaaa"), chunk(4, "bbbb"), chunk(8, "cccc")];
      await store().appendOutput(ref, { chunks: head, cut: null, totalBytes: 12 });
      await store().appendOutput(ref, {
        chunks: [chunk(12, "dddd")],
        cut: { from: 4, to: 8 },
        totalBytes: 16,
      });
      const left = await store().readOutput(ref, 0, 100);
      expect(left.map(({ offset }) => offset)).toEqual([0, 8, 12]);
      expect(await store().attempts(run.id)).toMatchObject([{ outputBytes: 16 }]);
    });

    test("does not mind an empty chunk, nor one that comes twice", async () => {
      const run = await started(store());
      const ref = { runId: run.id, attempt: 1 };
      const write = { chunks: [chunk(0, ""), chunk(0, "a")], cut: null, totalBytes: 1 };
      await store().appendOutput(ref, write);
      await store().appendOutput(ref, write);
      expect(await store().readOutput(ref, 0, 100)).toEqual([chunk(0, "a")]);
    });

    test("takes the last piece in the transaction that closes the row", async () => {
      const run = await started(store());
      const output = { chunks: [chunk(0, "bye\n")], cut: null, totalBytes: 4 };
      await store().finish(closing(run, { output }));
      expect(await store().readOutput({ runId: run.id, attempt: 1 }, 0, 100)).toEqual([chunk(0, "bye\n")]);
      expect(await store().attempts(run.id)).toMatchObject([{ outputBytes: 4, outcome: "succeeded" }]);
    });

    test("of an attempt that is closed, or was never there, is not kept", async () => {
      const run = await finished(store());
      const late = { chunks: [chunk(0, "late")], cut: null, totalBytes: 4 };
      await store().appendOutput({ runId: run.id, attempt: 1 }, late);
      await store().appendOutput({ runId: "no-such-run", attempt: 1 }, late);
      expect(await store().readOutput({ runId: run.id, attempt: 1 }, 0, 100)).toEqual([]);
      expect(await store().attempts(run.id)).toMatchObject([{ outputBytes: 0 }]);
    });
  });
}
