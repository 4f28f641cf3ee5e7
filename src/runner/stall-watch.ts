import { extname } from "node:path";
import type { Clock } from "../core/clock.ts";
import { letSignalsThrough } from "./signals.ts";

/** Places in the shared cells: how often the main thread had its turn, and whether the watch is over. */
export const BEATS = 0;
export const IS_OVER = 1;
/** How long the main thread may keep its turn before signals are let through, in ms. */
export const STALL_MS = 1_500;
const BEAT_MS = 500;

/** The name under which the thread finds what to call on the main thread. */
export const ON_STALL = "errand.onStall";

/**
 * Sees to it that Ctrl-C ends a command that never yields. Node hands signals to the event loop, which does not turn
 * then, and a signal that has a listener does nothing of its own. A thread notices that the loop stands still, and has
 * the main thread take its listeners away in the middle of whatever it does; they are back when the loop turns again.
 * The row of a process that is ended so is closed by the next errand, as lost.
 */
export function watchForStall(clock: Clock): () => void {
  // Asked for here only: a run that no person watches pays nothing for threads.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const file = new URL(`./stall-thread${extname(import.meta.filename)}`, import.meta.url);
  const thread = new Worker(file, { workerData: cells, execArgv: [] });
  thread.unref();
  // Without the thread Ctrl-C works as before; its fault must not be the command's.
  thread.on("error", () => undefined);
  let takeBack: (() => void) | null = null;
  Reflect.set(globalThis, Symbol.for(ON_STALL), () => (takeBack ??= letSignalsThrough()));
  void beat(clock, cells, () => {
    takeBack?.();
    takeBack = null;
  });
  return () => {
    Atomics.store(cells, IS_OVER, 1);
    Reflect.deleteProperty(globalThis, Symbol.for(ON_STALL));
    takeBack?.();
  };
}

async function beat(clock: Clock, cells: Int32Array, onTurn: () => void): Promise<void> {
  while (Atomics.load(cells, IS_OVER) === 0) {
    Atomics.add(cells, BEATS, 1);
    onTurn();
    await clock.sleep(BEAT_MS, { background: true });
  }
}
