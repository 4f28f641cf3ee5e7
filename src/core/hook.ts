import type { JsonValue } from "./json.ts";
import type { RecordedError, Run } from "./run.ts";

/**
 * What hooks may be called for. All but onStart and onLate come when the row is written.
 * onFailure     the run failed, timed out or was lost, for good.
 * onRetry       an attempt failed, and another one follows.
 * onDead        as onFailure, of a run from the queue or a schedule.
 * onSkip        it did not start.
 * onLate        it is a schedule's, and started later than it should.
 * onRecovered   the first success after failures.
 */
export const HOOKS = [
  "onStart",
  "onSuccess",
  "onFailure",
  "onRetry",
  "onDead",
  "onSkip",
  "onLate",
  "onRecovered",
] as const;
export type HookName = (typeof HOOKS)[number];

/** What a hook receives: facts, with secrets masked. Nothing that it does changes the run. */
export interface HookFacts {
  run: Run;
  error: RecordedError | null;
  result: JsonValue;
  /** From 1. */
  attempt: number;
  /** Its lines are kept with the run's output. */
  log: HookLogger;
}

export type Hook = (facts: HookFacts) => unknown;

/** Hooks of one command, or of all. Each has 10 s. */
export type Hooks = { readonly [Name in HookName]?: Hook };

export interface HookLogger {
  trace: HookLogFunction;
  debug: HookLogFunction;
  info: HookLogFunction;
  warn: HookLogFunction;
  error: HookLogFunction;
  fatal: HookLogFunction;
}

export interface HookLogFunction {
  (message: string, ...values: unknown[]): void;
  (fields: object, message?: string, ...values: unknown[]): void;
}

/** The names under which an object that was written by hand holds something. */
export function hookNamesIn(hooks: object): HookName[] {
  return HOOKS.filter((name) => (hooks as Record<string, unknown>)[name] !== undefined);
}
