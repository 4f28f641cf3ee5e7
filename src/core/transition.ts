import type { FinalOutcome, RunState } from "./run.ts";

/**
 * Which moves exist. `running → queued` is a retry or a requeue: the attempt's row stays behind it. `queued → failed`
 * and `timed_out` is a run that went so, and expired before its next attempt. A run is also born: as `queued`,
 * `running` or `skipped`. States that lead nowhere are final.
 */
export const MOVES = {
  queued: ["running", "cancelled", "skipped", "lost", "failed", "timed_out"],
  running: ["succeeded", "failed", "timed_out", "cancelled", "lost", "interrupted", "queued"],
  succeeded: [],
  failed: [],
  timed_out: [],
  cancelled: [],
  lost: [],
  interrupted: [],
  skipped: [],
} as const satisfies Record<RunState, readonly RunState[]>;

/** What a run may become: who moves one is compiled against the table. */
export type NextState<From extends RunState> = (typeof MOVES)[From][number];

export function isFinal(state: RunState): boolean {
  return MOVES[state].length === 0;
}

/** The state a run takes when its last attempt ends so. */
export function stateAfter(outcome: FinalOutcome): NextState<"running"> {
  return outcome;
}

/** Every state, and whether a person should look at it: what `status` counts and `logs --failed` means. */
export function isFailure(state: RunState): boolean {
  return state === "failed" || state === "timed_out" || state === "lost";
}
