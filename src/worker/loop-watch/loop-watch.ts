import { extname } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { RetryPolicy } from "../../core/retry.ts";
import type { Owner } from "../../core/run.ts";
import type { Limits } from "../../runner/ending.ts";
import { toldEnds } from "../../runner/told-ends.ts";

/** Places in the shared cells: how often the loop had its turn, whether the watch is over, and whether the worker is. */
export const BEATS = 0;
export const IS_OVER = 1;
export const IS_DOOMED = 2;
const BEAT_MS = 250;

/** The names under which the thread finds what to ask on the main thread. */
export const WHO_HOLDS = "errand.whoHoldsTheLoop";
export const TOLD_ENDS = "errand.toldEnds";

/** The inline run whose code has the main thread, and for how long that run goes on, in ms. */
export interface Holder {
  runId: string;
  ranMs: number;
  limits: Limits;
}

/** What is known of a command before one of its runs begins. */
export interface WatchedCommand {
  command: string;
  limits: Limits;
  retry: RetryPolicy;
}

export interface LoopWatchOrder {
  owner: Owner;
  databaseFile: string;
  cells: Int32Array;
}

export interface LoopWatch {
  /** Runs of this command may begin to live in this process, by these rules. */
  expect(command: WatchedCommand): void;
  stop(): void;
}

/**
 * Guards a worker against the code of its inline runs: one that never yields keeps the loop from all else, its own limit
 * on time too. A thread notices that the loop stands still, has the main thread say in the middle of it whose code that
 * is, and when that run's time is over it closes its row, gives back whatever else this worker has in hand, and ends the
 * process: with it goes what holds the loop, and whoever keeps the worker running starts another.
 */
export function watchLoop(
  { clock, ...order }: Omit<LoopWatchOrder, "cells"> & { clock: Clock },
  whoHolds: () => Holder | null,
): LoopWatch {
  // Asked for here only: a worker without inline runs pays nothing for threads.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const cells = new Int32Array(new SharedArrayBuffer(12));
  // The thread's file is a sibling of this one, in `src` and in `dist`.
  const file = new URL(`./loop-watch-thread${extname(import.meta.filename)}`, import.meta.url);
  const thread = new Worker(file, { workerData: { ...order, cells }, execArgv: [] });
  thread.unref();
  // A worker that cannot be guarded still works; the thread's fault must not be its own.
  thread.on("error", () => undefined);
  Reflect.set(globalThis, Symbol.for(WHO_HOLDS), () => JSON.stringify(whoHolds()));
  Reflect.set(globalThis, Symbol.for(TOLD_ENDS), () => JSON.stringify(toldEnds()));
  void beat(clock, cells);
  return {
    expect: (command) => thread.postMessage(command),
    stop() {
      Atomics.store(cells, IS_OVER, 1);
      for (const name of [WHO_HOLDS, TOLD_ENDS]) Reflect.deleteProperty(globalThis, Symbol.for(name));
    },
  };
}

async function beat(clock: Clock, cells: Int32Array): Promise<void> {
  while (Atomics.load(cells, IS_OVER) === 0) {
    Atomics.add(cells, BEATS, 1);
    await clock.sleep(BEAT_MS, { background: true });
    // Its runs are being given back: a loop that turns again now must not take them up.
    if (Atomics.load(cells, IS_DOOMED) === 1) Atomics.wait(cells, IS_DOOMED, 1);
  }
}
