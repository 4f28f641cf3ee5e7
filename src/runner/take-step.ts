import type { ErrandEvent } from "../core/events.ts";
import { describeRetry, joinReasons, type Decision } from "../core/retry.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import { whyEnded } from "../core/why-ended.ts";
import type { Closing } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import type { Verdict } from "./verdict.ts";

export interface Step {
  /** The run as it was when its attempt began. */
  before: Run;
  verdict: Verdict;
  step: Decision;
}

/** The guarded last word on an attempt: its run is over, or queued again. False when somebody else had it. */
export function writeStep(
  store: Pick<Store, "finish" | "requeue">,
  closing: Closing,
  { before, verdict, step }: Step,
): Promise<boolean> {
  if (step.kind === "finish")
    return store.finish({ ...closing, reason: joinReasons(closing.reason, step.note) });
  const runAfter = closing.finishedAt + step.waitMs;
  const queuedFor = whyQueued(before, verdict, { ...step, runAfter });
  // The run's own reason is another one as soon as it runs again.
  const reason = joinReasons(closing.reason, step.note);
  return store.requeue({ ...closing, outcome: step.outcome, reason }, { runAfter, reason: queuedFor });
}

/** The event of a run whose attempt is over; null when somebody else closed that, and the run goes on. */
export function announceStep(
  run: Run,
  { step, verdict, held }: Omit<Step, "before"> & { held: boolean },
): ErrandEvent | null {
  if (!held) return isFinal(run.state) ? { type: "run.finished", run } : null;
  if (step.kind === "finish") return { type: "run.finished", run };
  const { outcome, waitMs } = step;
  return outcome === "interrupted"
    ? { type: "run.requeued", run }
    : { type: "run.retrying", run, outcome, waitMs, why: whyEnded(verdict.outcome, verdict) };
}

/** What a run that is queued again gives as its reason. */
function whyQueued(
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
  const why = joinReasons(whyEnded(verdict.outcome, verdict), note);
  return describeRetry(outcome, { ...before, failures }, { when, why });
}
