import type { ErrandEvent } from "../core/events.ts";
import { describeRetry, joinReasons, type Decision } from "../core/retry.ts";
import type { Run } from "../core/run.ts";
import type { Verdict } from "./verdict.ts";

/** The event of a run whose attempt was closed. */
export function announceStep(run: Run, step: Decision, verdict: Verdict): ErrandEvent {
  if (step.kind === "finish") return { type: "run.finished", run };
  const { outcome, waitMs } = step;
  return outcome === "interrupted"
    ? { type: "run.requeued", run }
    : { type: "run.retrying", run, outcome, waitMs, why: whyOf(verdict) };
}

/** What a run that is queued again gives as its reason. `before` is the run as it was when its attempt began. */
export function whyQueued(
  before: Run,
  verdict: Verdict,
  {
    outcome,
    note,
    runAfter,
  }: Omit<Extract<Decision, { kind: "requeue" }>, "kind" | "waitMs"> & { runAfter: number },
): string | null {
  if (outcome === "interrupted") return verdict.reason;
  const failures = before.failures + (outcome === "snoozed" ? 0 : 1);
  const when = `at ${new Date(runAfter).toISOString()}`;
  return describeRetry(outcome, { ...before, failures }, { when, why: joinReasons(whyOf(verdict), note) });
}

/** What went wrong, in a line. A failure says it by its error; what ended any other outranks what it said then. */
function whyOf({ outcome, reason, error }: Verdict): string | null {
  const said = outcome === "failed" ? (error?.message ?? reason) : (reason ?? error?.message);
  return said ?? null;
}
