import type { BackoffOptions, ErrorMatch, WorkOptions } from "../command/work-options.ts";
import { backoffMs, DEFAULT_BACKOFF } from "../core/backoff.ts";
import { parseDuration } from "../core/duration.ts";
import { EXIT, isCommandError } from "../core/errors.ts";
import type { Backoff } from "../core/queue.ts";
import { quote } from "../core/quote.ts";
import { fitsFacts, joinReasons, refuseBy, WORK_DONE, type Advice, type RetryPolicy } from "../core/retry.ts";
import { isRetryError, isSnooze, LONGEST_WAIT_MS, msUntil, type RetryAfter } from "../core/retry-error.ts";
import { causesOf, memberOf, textOf } from "../core/thrown.ts";
import type { Exit } from "./executor.ts";

type Rules = Pick<WorkOptions<never>, "backoff" | "retryOn" | "abortOn">;

type RetryAdvice = Extract<Advice, { kind: "retry" }>;

export interface AdviseOptions {
  rules: Rules;
  /** From 1, this one included. */
  failures: number;
  /** Epoch ms. */
  now: number;
  /** One of [0, 1). */
  random: number;
}

/**
 * What an end that was no success says of another attempt: judged where the error itself is. What is wrong with the
 * rules must not cost the run its attempts, nor its row an end: it is tried again as usual then.
 */
export function advise(exit: Exit | null, options: AdviseOptions): Advice {
  try {
    return adviseByRules(exit, options);
  } catch (error) {
    const waitMs = backoffMs(DEFAULT_BACKOFF, options.failures, options.random);
    return {
      kind: "retry",
      waitMs,
      note: `its rules of retrying threw ${textOf(error)}, so it waits as usual`,
    };
  }
}

function adviseByRules(exit: Exit | null, options: AdviseOptions): Advice {
  const error = exit?.kind === "threw" ? exit.error : undefined;
  if (isSnooze(error)) return { kind: "snooze", waitMs: error.waitMs };
  if (exit?.kind === "returned") return WORK_DONE;
  const { retryOn, abortOn } = options.rules;
  const facts = factsOf(exit, error);
  const fits = (match: ErrorMatch): boolean => fitsFailure(match, error, facts);
  const isRetried = retryOn === undefined || isRetryError(error) || listOf(retryOn).some(fits);
  return refuseBy(listOf(abortOn).some(fits), isRetried) ?? retryAfter(error, options);
}

/** The rules as far as they can be told to another process; a `backoff` function counts as the usual one. */
export function policyOf({ backoff, retryOn, abortOn }: Rules): RetryPolicy {
  return {
    backoff: typeof backoff === "function" ? DEFAULT_BACKOFF : readBackoff(backoff),
    retryOn: retryOn === undefined ? null : listOf(retryOn).map(nameOf),
    abortOn: listOf(abortOn).map(nameOf),
  };
}

function listOf(matches: Rules["retryOn"]): readonly ErrorMatch[] {
  if (matches === undefined) return [];
  return Array.isArray(matches) ? (matches as readonly ErrorMatch[]) : [matches as ErrorMatch];
}

function nameOf(match: ErrorMatch): string | number {
  return typeof match === "function" ? match.name : match;
}

function factsOf(exit: Exit | null, error: unknown): { exitCode: number; names: string[] } {
  const code = exitCodeOf(exit, error);
  const exitCode = typeof code === "number" ? code : EXIT.failed;
  return { exitCode, names: causesOf(error).flatMap(wordsOf) };
}

function exitCodeOf(exit: Exit | null, error: unknown): unknown {
  if (exit?.kind === "exited" || exit?.kind === "left") return exit.code;
  return isCommandError(error) ? memberOf(error, "exitCode") : null;
}

function fitsFailure(match: ErrorMatch, error: unknown, facts: ReturnType<typeof factsOf>): boolean {
  if (typeof match === "number" && causesOf(error).some((one) => programCodeOf(one) === match)) return true;
  if (typeof match !== "function") return fitsFacts(match, facts);
  return causesOf(error).some((one) => one instanceof match || classesOf(one).includes(match.name));
}

/** Not just any number that an error calls its code: those of others mean something else. */
function programCodeOf(error: unknown): unknown {
  return isCommandError(error) ? memberOf(error, "programExitCode") : undefined;
}

/** What people call an error by. */
function wordsOf(error: unknown): string[] {
  const words = [memberOf(error, "code"), memberOf(error, "name"), ...classesOf(error)];
  return words.filter((word) => typeof word === "string");
}

/** Of two copies of a package, the names of the classes are the same. */
function classesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let one: unknown = Object.getPrototypeOf(error); one; one = Object.getPrototypeOf(one)) {
    const made = memberOf(one, "constructor");
    const name = memberOf(made, "name");
    if (made !== Object && typeof name === "string" && name !== "") names.push(name);
  }
  return names;
}

function retryAfter(error: unknown, options: AdviseOptions): RetryAdvice {
  const after = isRetryError(error) ? memberOf(error, "after") : null;
  const waitMs = isAfter(after) ? msUntil(after, options.now) : null;
  if (waitMs !== null) return { kind: "retry", waitMs, note: null };
  const usual = byBackoff(error, options);
  const isNothing = after === null || after === undefined || (typeof after === "string" && !after.trim());
  const note = isNothing ? null : `its RetryError's after ${quote(after)} is no time, so its backoff counts`;
  return { ...usual, note: joinReasons(note, usual.note) };
}

/** Its members may have been set to anything. */
function isAfter(after: unknown): after is RetryAfter {
  if (typeof after === "number") return after >= 0;
  return typeof after === "string" || (after instanceof Date && !Number.isNaN(after.getTime()));
}

function byBackoff(error: unknown, { rules: { backoff }, failures, random }: AdviseOptions): RetryAdvice {
  if (typeof backoff !== "function")
    return { kind: "retry", waitMs: backoffMs(readBackoff(backoff), failures, random), note: null };
  return askBackoff(() => backoff({ error, failures }), backoffMs(DEFAULT_BACKOFF, failures, random));
}

/** What is wrong with a `backoff` function must not cost the run its attempt: it waits as usual then. */
function askBackoff(ask: () => unknown, usualMs: number): RetryAdvice {
  const insteadOf = (fault: string): RetryAdvice => ({
    kind: "retry",
    waitMs: usualMs,
    note: `its backoff() ${fault}, so it waits as usual`,
  });
  try {
    const said = ask();
    const waitMs = typeof said === "string" ? parseDuration(said) : undefined;
    if (waitMs !== undefined) return { kind: "retry", waitMs: Math.min(waitMs, LONGEST_WAIT_MS), note: null };
    return insteadOf(`said ${said === undefined ? "nothing" : quote(said)}, which is no duration`);
  } catch (error) {
    return insteadOf(`threw ${textOf(error)}`);
  }
}

/** What a definition says was checked when it was loaded. */
function readBackoff({ kind, base, cap, jitter }: BackoffOptions = {}): Backoff {
  const ms = (text: string | undefined, usual: number): number =>
    Math.min(text === undefined ? usual : (parseDuration(text) ?? usual), LONGEST_WAIT_MS);
  return {
    kind: kind ?? DEFAULT_BACKOFF.kind,
    baseMs: ms(base, DEFAULT_BACKOFF.baseMs),
    capMs: ms(cap, DEFAULT_BACKOFF.capMs),
    jitter: jitter ?? DEFAULT_BACKOFF.jitter,
  };
}
