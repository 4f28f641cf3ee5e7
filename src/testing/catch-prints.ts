import { AsyncLocalStorage } from "node:async_hooks";
import type { Stream } from "../core/run.ts";
import type { OutputSink } from "../runner/executor.ts";
import { layOver, type Overlay, type Writes } from "../runner/lay-over.ts";

export interface CaughtPrints {
  /** What `work` prints, through every await, goes to the sink and nowhere else. */
  run<Result>(work: () => Result): Result;
  /** From now on what it prints is the test process's own. */
  stop(): void;
}

/** Who the code that runs now prints to; outside of any run it prints as the test does. */
const printing = new AsyncLocalStorage<OutputSink>();

/** Those of runs that live, of which there may be several at once. */
const living = new Set<OutputSink>();

const overlays = new Map<Writes, Overlay>();

/** Catches what one run prints; what the test and other runs print goes its own way. */
export function catchPrints(sink: OutputSink): CaughtPrints {
  living.add(sink);
  for (const name of ["stdout", "stderr"] as const)
    for (const stream of streamsOf(name)) if (!overlays.get(stream)?.isOnTop()) lay(name, stream);
  return {
    run: (work) => printing.run(sink, work),
    stop() {
      living.delete(sink);
      if (living.size === 0) takeOff();
    },
  };
}

/** The process's own, and that of a console which a test runner put in the place of Node's. */
function streamsOf(name: "stdout" | "stderr"): Writes[] {
  const bound: unknown = Reflect.get(globalThis.console, `_${name}`);
  return isWritable(bound) ? [process[name], bound] : [process[name]];
}

function isWritable(bound: unknown): bound is Writes {
  return typeof bound === "object" && bound !== null && "write" in bound && typeof bound.write === "function";
}

function lay(name: Stream, stream: Writes): void {
  const overlay = layOver(stream, () => {
    const sink = printing.getStore();
    if (!sink || !living.has(sink)) return null;
    return (bytes, done) => {
      sink.write(name, bytes);
      if (done) process.nextTick(done);
      return true;
    };
  });
  overlays.set(stream, overlay);
}

function takeOff(): void {
  for (const overlay of overlays.values()) overlay.takeOff();
  overlays.clear();
}
