import type { Outcome, RecordedError, RunState } from "./run.ts";

/**
 * What a run or an attempt that ended so says of its end, in a line; null when it says nothing. A failure says it by its
 * error. What ended any other, a limit or a cancel, outranks what the work threw then.
 */
export function whyEnded(
  how: RunState | Outcome,
  { reason, error }: { reason: string | null; error: Pick<RecordedError, "message"> | null },
): string | null {
  const said = how === "failed" ? (error?.message ?? reason) : (reason ?? error?.message);
  return said ?? null;
}
