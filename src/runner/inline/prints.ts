import { AsyncLocalStorage } from "node:async_hooks";
import type { Stream } from "../../core/run.ts";
import type { OutputSink } from "../executor.ts";
import { layOver, type Taker } from "../lay-over.ts";

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

let isCaught = false;

/** From now on, for as long as this process lives, prints go where `printingTo` says. */
export function catchPrints(): void {
  if (isCaught) return;
  isCaught = true;
  for (const name of ["stdout", "stderr"] as const) {
    layOver(process[name], () => {
      const sink = current.getStore();
      return sink ? takeTo(sink, name) : null;
    });
  }
}

function takeTo(sink: OutputSink, name: Stream): Taker {
  return (bytes, done) => {
    sink.write(name, bytes);
    if (done) queueMicrotask(() => done());
    return true;
  };
}
