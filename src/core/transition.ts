import type { FinalOutcome, RunState } from "./run.ts";

/**
 * Which moves exist. `running → queued` is a retry or a requeue: the attempt's row stays behind it. `queued → failed`
 * and `timed_out` is a run that went so, and expired before its next attempt. A run is also born: as `queued`,
 * `running` or `skipped`. States that lead nowhere are final.
 */
const MOVES: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ["running", "cancelled", "skipped", "lost", "failed", "timed_out"],
  running: ["succeeded", "failed", "timed_out", "cancelled", "lost", "interrupted", "queued"],
  succeeded: [],
  failed: [],
  timed_out: [],
  cancelled: [],
  lost: [],
  interrupted: [],
  skipped: [],
};

export function canMove(from: RunState, to: RunState): boolean {
  return MOVES[from].includes(to);
}

export function isFinal(state: RunState): boolean {
  return MOVES[state].length === 0;
}

/** The state a run takes when its last attempt ends so. */
export function stateAfter(outcome: FinalOutcome): RunState {
  return outcome;
}

/** Every state, and whether a person should look at it: what `status` counts and `logs --failed` means. */
export function isFailure(state: RunState): boolean {
  return state === "failed" || state === "timed_out" || state === "lost";
}
