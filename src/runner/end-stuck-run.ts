import { EXIT } from "../core/errors.ts";
import { openStore } from "../store/open.ts";
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
    closeRow(order);
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}

function closeRow({ ref, hardLimitMs, databaseFile }: WatchdogOrder): void {
  const now = systemClock.now();
  openStore({ file: databaseFile, now }).finishAtExit({
    ref,
    outcome: "timed_out",
    reason: `its limit ran out, and it never yielded: ended by force after ${hardLimitMs} ms`,
    exitCode: EXIT.killed,
    signal: "SIGKILL",
    error: null,
    result: null,
    progress: null,
    finishedAt: now,
    cpuMs: null,
    peakRss: null,
    output: null,
  });
}
