import { EXIT } from "../core/errors.ts";
import type { Run } from "../core/run.ts";
import {
  adviseByPolicy,
  afterAttempt,
  WORK_DONE,
  type Advice,
  type Decision,
  type RetryPolicy,
} from "../core/retry.ts";
import type { Exit } from "./executor.ts";
import type { SecretMasker } from "./secret-masker.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Verdict } from "./verdict.ts";

export interface EndedPlan {
  run: Run;
  masker: SecretMasker;
  shutdown?: Shutdown;
  retry?: RetryPolicy;
  /** The process that has to end because its code did not stop. */
  takes?: string | null;
  /** One of [0, 1), for the jitter of a backoff. Default: chance. */
  random?: () => number;
}

/** What becomes of a run whose attempt ended so. Its note is fit to be kept. */
export function nextStep(
  { run, shutdown, retry, masker, takes = null, random = Math.random }: EndedPlan,
  exit: Exit | null,
  verdict: Verdict,
): Decision {
  const told = toldBy(exit);
  const byRules = (): Advice =>
    retry ? (told ?? adviseOnSilence(retry, run, { ...verdict, random: random() })) : NO_WORKER;
  const advice = takes === null ? byRules() : ENOUGH;
  const interrupted = shutdown?.then ?? "finish";
  const step = afterAttempt({ run, outcome: verdict.outcome, advice, interrupted });
  return step.note === null ? step : { ...step, note: masker.maskText(step.note) };
}

/** Null when it could say nothing. A child whose work went well has no advice for another attempt: that is no silence. */
function toldBy(exit: Exit | null): Advice | null {
  if (exit?.kind === "returned") return WORK_DONE;
  if (exit?.kind !== "judged") return null;
  return exit.advice ?? (exit.verdict.outcome === "succeeded" ? WORK_DONE : null);
}

/** A person looks at it, or cron does: nobody else starts it again. */
const NO_WORKER: Advice = { kind: "never", note: "" };

/** Whoever takes one worker along would take the next one too. */
const ENOUGH: Advice = { kind: "never", note: "not tried again: it would end the next worker too" };

/** Its process died before it could say what was wrong. */
function adviseOnSilence(
  retry: RetryPolicy,
  { failures }: Run,
  { outcome, exitCode, random }: Verdict & { random: number },
): Advice {
  const names = outcome === "timed_out" ? ["TimeoutError"] : [];
  const code = exitCode || EXIT.failed;
  return adviseByPolicy(retry, { exitCode: code, names }, { failures: failures + 1, random });
}
