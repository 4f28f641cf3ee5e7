import { ErrandError } from "../../core/errors.ts";
import type { Run } from "../../core/run.ts";
import { isFailure } from "../../core/transition.ts";
import { unwritable } from "../../runner/outcome.ts";
import type { Verdict } from "../../runner/verdict.ts";
import type { Closing } from "../../store/run-store.ts";
import type { LaneHouse } from "./lane.ts";

/** A run that is over and whose row is to say so. */
export interface Lived {
  run: Run;
  verdict: Verdict;
  usage: { cpuMs: number | null; peakRss: number | null };
}

/**
 * Closes runs of a batch in one transaction. Those that were closed by somebody else meanwhile stay as they are. One
 * whose end the ledger refuses is no reason to leave its neighbours open, to be done twice: each is closed alone then.
 */
export async function closeBatch(lived: readonly Lived[], house: LaneHouse): Promise<void> {
  if (lived.length === 0) return;
  const finishedAt = house.clock.now();
  const held = await unlessRefused(() => write(lived, finishedAt, house));
  if (held) tell(lived, held, { finishedAt, house });
  else for (const one of lived) await closeAlone(one, house);
}

async function closeAlone(one: Lived, house: LaneHouse): Promise<void> {
  const finishedAt = house.clock.now();
  let why: unknown;
  const held = await unlessRefused(
    () => write([one], finishedAt, house),
    (error) => (why = error),
  );
  if (held) {
    tell([one], held, { finishedAt, house });
    return;
  }
  const told = { ...one, verdict: unwritable(why) };
  tell([told], await write([told], finishedAt, house), { finishedAt, house });
}

/** Null when what was to be written is at fault. A ledger that takes nothing now takes no single one either. */
async function unlessRefused(
  write: () => Promise<boolean[]>,
  onRefused: (error: unknown) => void = () => undefined,
): Promise<boolean[] | null> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ErrandError) throw error;
    onRefused(error);
    return null;
  }
}

/** Whether each row was still ours to close. */
function write(lived: readonly Lived[], finishedAt: number, { store }: LaneHouse): Promise<boolean[]> {
  return store.finishMany(lived.map((one) => closingOf(one, finishedAt)));
}

function tell(
  lived: readonly Lived[],
  held: readonly boolean[],
  { finishedAt, house: { events } }: { finishedAt: number; house: LaneHouse },
): void {
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
  if (isFailure(outcome)) run.failures += 1;
  run.reason = reason;
  run.exitCode = exitCode;
  run.error = error;
  run.result = result;
  run.finishedAt = finishedAt;
  return run;
}
