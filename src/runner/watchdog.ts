import { extname } from "node:path";
import type { AttemptRef } from "../core/run.ts";

/** Who may close the row: whoever first moves the shared cell away from ARMED. */
export const ARMED = 0;
const TAKEN_BY_MAIN = 1;
export const TAKEN_BY_WATCHDOG = 2;

/** How long after the hard limit the thread acts: a main thread that can still act acts first. */
export const SLACK_MS = 500;

export interface WatchdogOrder {
  ref: AttemptRef;
  /** From now, in ms: soft limit and grace. */
  hardLimitMs: number;
  databaseFile: string;
  /** Its caller waits for the run as JSON on stdout. */
  json: boolean;
}

export interface Watchdog {
  /** Takes the right to close the row, at once. False when the watchdog has it: this process is about to end. */
  disarm(): boolean;
}

/**
 * Guards an attempt in this process against its own main thread: if that never yields until the hard limit, a
 * thread ends the run's children, closes its row as timed out and kills the process. What the main thread had not
 * brought to the ledger by then is lost with it.
 */
export function startWatchdog(order: WatchdogOrder): Watchdog {
  // Asked for here only: most runs have no limit and pay nothing for threads.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const cell = new Int32Array(new SharedArrayBuffer(4));
  // The thread's file is a sibling of this one, in `src` and in `dist`.
  const file = new URL(`./watchdog-thread${extname(import.meta.filename)}`, import.meta.url);
  // Flags such as `--import` are for the commands of this process; the thread loads none.
  const thread = new Worker(file, { workerData: { ...order, cell }, execArgv: [] });
  thread.unref();
  // A run that cannot be guarded is still a run: without a listener the thread's fault would be the command's.
  thread.on("error", () => undefined);
  return {
    disarm() {
      const disarmed = Atomics.compareExchange(cell, 0, ARMED, TAKEN_BY_MAIN) !== TAKEN_BY_WATCHDOG;
      Atomics.notify(cell, 0);
      return disarmed;
    },
  };
}
