import { workerData } from "node:worker_threads";
import { ARMED, SLACK_MS, TAKEN_BY_WATCHDOG, type WatchdogOrder } from "./watchdog.ts";

/** When what the end needs is loaded, in ms from the start: the command's own start is over by then. */
const LOAD_AFTER_MS = 1_000;

const { cell, ...order } = workerData as WatchdogOrder & { cell: Int32Array };
const limitMs = order.hardLimitMs + SLACK_MS;
const early = Math.min(LOAD_AFTER_MS, limitMs);

// Most runs are over before anything is loaded; one that goes on has it before a deploy replaces the files.
if (Atomics.wait(cell, 0, ARMED, early) === "timed-out") {
  const { endStuckRun } = await import("./end-stuck-run.ts");
  Atomics.wait(cell, 0, ARMED, limitMs - early);
  if (Atomics.compareExchange(cell, 0, ARMED, TAKEN_BY_WATCHDOG) === ARMED) await endStuckRun(order);
}
