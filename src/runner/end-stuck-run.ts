import prettyMs from "pretty-ms";
import { EXIT } from "../core/errors.ts";
import { runJson } from "../core/run-json.ts";
import type { Run } from "../core/run.ts";
import { wordEvent } from "../log/event-lines.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { systemClock } from "../system-clock.ts";
import { addRoot } from "./known-processes.ts";
import { readOwnUsage } from "./own-usage.ts";
import { endRunProcesses } from "./process-tree.ts";
import type { WatchdogOrder } from "./watchdog.ts";
import { STDERR, STDOUT, writeWhole } from "./write-whole.ts";

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
    const closed = closeRow(order, store);
    const run = await store.findRun(order.ref.runId);
    if (run) await tell(run, { json: order.json, closed });
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}

function closeRow({ ref, hardLimitMs }: WatchdogOrder, store: Store): boolean {
  return store.finishAtExit({
    ref,
    outcome: "timed_out",
    reason: `its limit ran out, and it never yielded: ended by force ${prettyMs(hardLimitMs)} after its start`,
    exitCode: EXIT.killed,
    signal: "SIGKILL",
    error: null,
    result: null,
    progress: null,
    finishedAt: systemClock.now(),
    ...readOwnUsage(),
    output: null,
  });
}

/** A thread's own stdout and stderr go through the main thread, which will never pass anything on. */
async function tell(run: Run, { json, closed }: { json: boolean; closed: boolean }): Promise<void> {
  if (json) await writeWhole(STDOUT, `${JSON.stringify({ v: 1, run: runJson(run) })}\n`);
  const wording = { person: true, quiet: false, now: () => systemClock.now() };
  const words = closed ? wordEvent({ type: "run.finished", run }, wording) : null;
  if (words) await writeWhole(STDERR, `${words}\n`);
}
