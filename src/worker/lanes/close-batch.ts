import type { Run } from "../../core/run.ts";
import type { Verdict } from "../../runner/verdict.ts";
import type { Closing } from "../../store/run-store.ts";
import type { LaneHouse } from "./lane.ts";

/** A run that is over and whose row is to say so. */
export interface Lived {
  run: Run;
  verdict: Verdict;
  usage: { cpuMs: number | null; peakRss: number | null };
}

/** Closes runs of a batch in one transaction. Those that were closed by somebody else meanwhile stay as they are. */
export async function closeBatch(
  lived: readonly Lived[],
  { store, clock, events }: LaneHouse,
): Promise<void> {
  if (lived.length === 0) return;
  const finishedAt = clock.now();
  const closings = lived.map((one) => closingOf(one, finishedAt));
  const held = await store.finishMany(closings);
  const closed: Run[] = [];
  for (const [index, { run, verdict }] of lived.entries()) {
    if (held[index]) closed.push(asItStands(run, verdict, finishedAt));
    else events.emit({ type: "attempt.lease_lost", ref: { runId: run.id, attempt: run.attempt } });
  }
  events.emit({ type: "runs.finished", runs: closed });
}

function closingOf({ run, verdict, usage }: Lived, finishedAt: number): Closing {
  return {
    ref: { runId: run.id, attempt: run.attempt },
    outcome: verdict.outcome,
    reason: verdict.reason,
    exitCode: verdict.exitCode,
    signal: verdict.signal,
    error: verdict.error,
    result: verdict.result,
    progress: null,
    finishedAt,
    cpuMs: usage.cpuMs,
    peakRss: usage.peakRss,
    output: null,
  };
}

/** A batch's verdicts are final ones, so the outcome is the state. The run is the lane's own, and nobody else's. */
function asItStands(
  run: Run,
  { outcome, reason, exitCode, error, result }: Verdict,
  finishedAt: number,
): Run {
  run.state = outcome;
  run.reason = reason;
  run.exitCode = exitCode;
  run.error = error;
  run.result = result;
  run.finishedAt = finishedAt;
  return run;
}
