import { writeSync } from "node:fs";
import prettyMs from "pretty-ms";
import { EXIT } from "../core/errors.ts";
import { wordEvent } from "../log/event-lines.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { systemClock } from "../system-clock.ts";
import { addRoot } from "./known-processes.ts";
import { endRunProcesses } from "./process-tree.ts";
import type { WatchdogOrder } from "./watchdog.ts";

/**
 * Ends the run of a process whose main thread had its time and still does not yield: its children, its row, and then
 * the process itself, for with it goes whatever holds the loop. A row that cannot be written is left to the rescuer.
 */
export async function endStuckRun(order: WatchdogOrder): Promise<void> {
  try {
    // This process goes as a whole, and so does all that it started.
    addRoot(order.ref.runId, process.pid);
    await endRunProcesses(order.ref.runId, systemClock);
    const store = openStore({ file: order.databaseFile, now: systemClock.now() });
    if (closeRow(order, store)) await tell(order, store);
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}

function closeRow({ ref, hardLimitMs }: WatchdogOrder, store: Store): boolean {
  return store.finishAtExit({
    ref,
    outcome: "timed_out",
    reason: `its limit ran out, and it never yielded: ended by force after ${prettyMs(hardLimitMs)}`,
    exitCode: EXIT.killed,
    signal: "SIGKILL",
    error: null,
    result: null,
    progress: null,
    finishedAt: systemClock.now(),
    cpuMs: null,
    peakRss: null,
    output: null,
  });
}

/** A thread's own stderr goes through the main thread, which will never pass it on. */
async function tell({ ref }: WatchdogOrder, store: Store): Promise<void> {
  const run = await store.findRun(ref.runId);
  const wording = { person: true, quiet: false, now: () => systemClock.now() };
  const words = run && wordEvent({ type: "run.finished", run }, wording);
  if (words) writeSync(STDERR, `${words}\n`);
}

const STDERR = 2;
