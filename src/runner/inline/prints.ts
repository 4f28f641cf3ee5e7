import { AsyncLocalStorage } from "node:async_hooks";
import type { OutputSink } from "../executor.ts";

/** Whose code runs now, through every await. */
const current = new AsyncLocalStorage<OutputSink | undefined>();

/** Has what `work` prints, from its first line to its last await, go to `sink` and not to the worker's own output. */
export function printingTo<Result>(sink: OutputSink, work: () => Result): Result {
  return current.run(sink, work);
}

/** Does errand's own work amid a run's code: what it prints, now and later, is not the run's. */
export function printingAsOurselves(work: () => void): void {
  current.run(undefined, work);
}

/** Who the code that runs now prints to; undefined outside of any run. */
export function printsTo(): OutputSink | undefined {
  return current.getStore();
}

type WriteCallback = (error?: Error | null) => void;

let isCaught = false;

/** From now on, for as long as this process lives, prints go where `printingTo` says. */
export function catchPrints(): void {
  if (isCaught) return;
  isCaught = true;
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = (
      chunk: Uint8Array | string,
      encoding?: BufferEncoding | WriteCallback,
      done?: WriteCallback,
    ) => {
      const sink = current.getStore();
      if (!sink) return write(chunk, encoding, done);
      sink.write(name, typeof chunk === "string" ? Buffer.from(chunk, encodingOf(encoding)) : chunk);
      const written = typeof encoding === "function" ? encoding : done;
      if (written) queueMicrotask(() => written());
      return true;
    };
  }
}

function encodingOf(encoding: BufferEncoding | WriteCallback | undefined): BufferEncoding {
  return typeof encoding === "string" ? encoding : "utf8";
}
