import type { WorkOptions } from "../command/work-options.ts";
import type { Run } from "../core/run.ts";
import { advise } from "./advise.ts";
import type { ChildEnd } from "./child-words.ts";
import type { Exit } from "./executor.ts";
import { isEcho } from "./is-echo.ts";
import { classify, neverSettled } from "./outcome.ts";

/** What a judge of an attempt's end has to know. */
export interface EndedWork {
  run: Pick<Run, "failures">;
  /** Of its command. */
  rules: Pick<WorkOptions<never>, "backoff" | "retryOn" | "abortOn">;
  /** The one that the work was given. */
  signal: AbortSignal;
  /** Epoch ms. */
  now: number;
  /** One of [0, 1). */
  random: number;
}

/** Judges an end where the values still are: how it was, and what it says of another attempt. */
export function judgeExit(
  exit: Exit | null,
  { run, rules, signal, now, random }: EndedWork,
): Pick<ChildEnd, "verdict" | "advice"> {
  const verdict = exit === null || isEcho(exit, signal) ? neverSettled() : classify(exit, null);
  if (verdict.outcome === "succeeded") return { verdict, advice: null };
  return { verdict, advice: advise(exit, { rules, failures: run.failures + 1, now, random }) };
}
