import type { Run, RunState } from "./run.ts";

/*
 * A workflow's run is stopped when one that it needs is over and did not succeed: it stays queued, and this is its reason
 * until that one is retried.
 */

/** How such a reason begins. */
export const STOPPED = "stopped: run ";

export function wordStop({ id, command, state }: Pick<Run, "id" | "command" | "state">): string {
  return `${STOPPED}${id} of ${command} ${WORDS[state] ?? state}`;
}

const WORDS: Partial<Record<RunState, string>> = {
  failed: "failed",
  timed_out: "timed out",
  cancelled: "was cancelled",
  lost: "was lost",
  interrupted: "was interrupted",
  skipped: "was skipped",
};

/** The run that a reason says it is stopped by. */
export function stopperOf(reason: string | null): string | undefined {
  return reason?.startsWith(STOPPED) === true ? reason.slice(STOPPED.length).split(" ")[0] : undefined;
}
