import { backoffMs, DEFAULT_BACKOFF } from "./backoff.ts";
import type { Backoff } from "./queue.ts";
import type { FinalOutcome, Outcome, Run } from "./run.ts";

/*
 * Whether a run is tried again. Whoever saw the error gives advice, as plain data; what comes of it is decided here,
 * where the run's own counts are known.
 */

/** What an attempt's end says of another one. `note` is for the reason that people read. */
export type Advice =
  /** However many attempts are left. */
  | { kind: "never"; note: string }
  | { kind: "retry"; waitMs: number; note: string | null }
  /** The command put its run off. */
  | { kind: "snooze"; waitMs: number };

/** Of work that came to its end, however its attempt is judged: a limit may have run out meanwhile. */
export const WORK_DONE: Advice = {
  kind: "never",
  note: "not tried again: its work was done, and its result would be the same",
};

/** A command's rules of retrying, as far as they are plain data. */
export interface RetryPolicy {
  backoff: Backoff;
  /** Error codes and names, and exit codes; null: all failures. */
  retryOn: (string | number)[] | null;
  abortOn: (string | number)[];
}

export const USUAL_RETRIES: RetryPolicy = { backoff: DEFAULT_BACKOFF, retryOn: null, abortOn: [] };

/** What is known of a failure: its exit code, and what it may be called by. */
export interface FailureFacts {
  exitCode: number;
  names: readonly string[];
}

/** Advice by the rules alone, for an attempt that could say nothing of its end. `failures` counts this one. */
export function adviseByPolicy(
  policy: RetryPolicy,
  facts: FailureFacts,
  { failures, random }: { failures: number; random: number },
): Advice {
  const fits = (match: string | number): boolean => fitsFacts(match, facts);
  return (
    refuseBy(policy.abortOn.some(fits), policy.retryOn?.some(fits) ?? true) ?? {
      kind: "retry",
      waitMs: backoffMs(policy.backoff, failures, random),
      note: null,
    }
  );
}

export function fitsFacts(match: string | number, { exitCode, names }: FailureFacts): boolean {
  return typeof match === "number" ? match === exitCode : names.includes(match);
}

/** The advice that follows from the matches of `abortOn` and `retryOn`, or null when both let another attempt be. */
export function refuseBy(isAborted: boolean, isRetried: boolean): Advice | null {
  if (isAborted) return { kind: "never", note: "not tried again: abortOn matches it" };
  return isRetried ? null : { kind: "never", note: "not tried again: retryOn does not match it" };
}

/** What becomes of a run when its attempt is over. */
export type Decision =
  /** `note`: why no more is tried, if that is worth a word. */
  | { kind: "finish"; note: string | null }
  | { kind: "requeue"; outcome: Outcome; waitMs: number; note: string | null };

export interface EndedAttempt {
  /** Its failures and losses are those before this attempt. */
  run: Pick<Run, "failures" | "maxAttempts">;
  outcome: FinalOutcome;
  advice: Advice;
  /** What becomes of a run that errand's own end cut short. */
  interrupted: "requeue" | "finish";
}

/** A failure uses up an attempt; what was put off or interrupted does not; what succeeded or was cancelled is over. */
export function afterAttempt({ run, outcome, advice, interrupted }: EndedAttempt): Decision {
  if (outcome === "failed" || outcome === "timed_out") return afterFailure(run, outcome, advice);
  if (outcome !== "interrupted") return { kind: "finish", note: null };
  if (advice.kind === "snooze")
    return { kind: "requeue", outcome: "snoozed", waitMs: advice.waitMs, note: null };
  return interrupted === "requeue"
    ? { kind: "requeue", outcome, waitMs: 0, note: null }
    : { kind: "finish", note: null };
}

function afterFailure(
  { failures, maxAttempts }: EndedAttempt["run"],
  outcome: "failed" | "timed_out",
  advice: Advice,
): Decision {
  const failed = failures + 1;
  if (advice.kind === "never") return { kind: "finish", note: maxAttempts > failed ? advice.note : null };
  if (failed >= maxAttempts) return { kind: "finish", note: null };
  const note = advice.kind === "retry" ? advice.note : null;
  return { kind: "requeue", outcome, waitMs: advice.waitMs, note };
}

/** Whoever dies so often over one run is killed by it. */
export const MOST_LOSSES = 3;

type Lost = Pick<Run, "queue" | "trigger" | "maxAttempts" | "losses">;

/**
 * What becomes of a run whose owner died, `losses` being those before. A worker's run that was asked for, or that may
 * have several attempts, is tried again at once; that uses up none. A restart of the whole host is nobody's fault, and
 * no loss: it never makes a run poison.
 */
export function afterLoss(
  { queue, trigger, maxAttempts, losses }: Lost,
  { restarted }: { restarted: boolean },
): "finish" | "requeue" | "poison" {
  const isTriedAgain = queue !== null && (trigger === "queue" || trigger === "retry" || maxAttempts > 1);
  if (!isTriedAgain) return "finish";
  return restarted || losses + 1 < MOST_LOSSES ? "requeue" : "poison";
}

/** Why a run that waits for another attempt does so, and `when` that is, in the words of rows and of the terminal. */
export function describeRetry(
  outcome: Outcome,
  run: Pick<Run, "failures" | "losses" | "maxAttempts">,
  { when, why }: { when: string; why: string | null },
): string {
  return `${describeEnd(outcome, run)}, again ${when}${why === null ? "" : `: ${why}`}`;
}

/** The counts are those after the attempt. */
function describeEnd(
  outcome: Outcome,
  { failures, losses, maxAttempts }: Pick<Run, "failures" | "losses" | "maxAttempts">,
): string {
  const word = outcome.replace("_", " ");
  if (outcome === "failed" || outcome === "timed_out")
    return `${word} (attempt ${failures} of ${maxAttempts})`;
  return outcome === "lost" ? `${word} (${losses} of ${MOST_LOSSES} times)` : word;
}

/** Both, where there are both. */
export function joinReasons(...reasons: (string | null)[]): string | null {
  const said = reasons.filter((reason) => reason !== null && reason !== "");
  return said.length === 0 ? null : said.join("; ");
}
