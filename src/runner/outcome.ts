import { constants } from "node:os";
import { EXIT, isCommandError } from "../core/errors.ts";
import { isSnooze } from "../core/retry-error.ts";
import { findJsonFault, type JsonValue } from "../core/json.ts";
import type { Outcome, RecordedError } from "../core/run.ts";
import type { Exit } from "./executor.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Why a run was made to end before its own time. The first cause is kept, whatever comes after it.
 * `forced`: it did not end by itself within its grace.
 */
export interface Cause {
  outcome: Extract<Outcome, "timed_out" | "cancelled" | "interrupted">;
  reason: string;
  exitCode: number;
  forced: boolean;
}

/** Judges how the work ended. A cause from outside outranks what the work said of itself afterwards. */
export function classify(exit: Exit | null, cause: Cause | null): Verdict {
  const own = exit ? judge(exit) : null;
  if (!cause) return own ?? neverSettled();
  return {
    outcome: cause.outcome,
    reason: cause.forced ? `${cause.reason}; it did not stop and was ended by force` : cause.reason,
    exitCode: cause.exitCode,
    signal: own?.signal ?? null,
    error: own?.error ?? null,
    result: own?.result ?? null,
  };
}

/** The loop ran empty while the command's promise was still open: nothing could ever have settled it. */
export function neverSettled(): Verdict {
  return failed("its promise never settled: nothing was left that could have settled it", EXIT.failed, null);
}

/** `process.exit(code)` inside the command. */
export function exitedFromWithin(code: number): Verdict {
  if (code === 0) return { ...SUCCESS, reason: "process.exit(0) in the command" };
  return failed(`process.exit(${code}) in the command`, code, null);
}

const SUCCESS: Verdict = {
  outcome: "succeeded",
  reason: null,
  exitCode: EXIT.ok,
  signal: null,
  error: null,
  result: null,
};

function judge(exit: Exit): Verdict {
  switch (exit.kind) {
    case "returned":
      return judgeResult(exit.value);
    case "threw":
      return judgeError(exit.error);
    case "exited":
      return exit.code === 0 ? SUCCESS : failed(`exited with code ${exit.code}`, exit.code, null);
    case "left":
      return exitedFromWithin(exit.code);
    case "signalled":
      return {
        ...failed(exit.reason ?? `ended by ${exit.signal}`, 128 + signalNumber(exit.signal), null),
        signal: exit.signal,
      };
    case "judged":
      return exit.verdict;
    case "unstartable":
      return failed(exit.error.message, isMissing(exit.error) ? 127 : 126, record(exit.error, null));
  }
}

function judgeResult(value: unknown): Verdict {
  if (value === undefined) return SUCCESS;
  const fault = findJsonFault(value);
  if (!fault) return { ...SUCCESS, result: toJson(value) };
  const place = fault.path ? `result.${fault.path}`.replace("result.[", "result[") : "result";
  const error = {
    name: "TypeError",
    message: `${place} is ${fault.found}: a result must be JSON`,
    stack: null,
  };
  return failed(error.message, EXIT.failed, error);
}

function judgeError(thrown: unknown): Verdict {
  if (isSnooze(thrown)) return putOff(thrown.message);
  if (isCommandError(thrown)) return failed(thrown.message, thrown.exitCode, record(thrown, null));
  if (thrown instanceof Error) return failed(thrown.message, EXIT.failed, record(thrown, stackOf(thrown)));
  const message = `threw ${typeof thrown === "string" ? JSON.stringify(thrown) : String(thrown)}, which is no Error`;
  return failed(message, EXIT.failed, { name: "NonError", message, stack: null });
}

/** Nothing is wrong with it: a worker brings it back, and where there is none, it is left undone. */
function putOff(reason: string): Verdict {
  return { ...SUCCESS, outcome: "interrupted", reason, exitCode: EXIT.tryLater };
}

function failed(reason: string, exitCode: number, error: RecordedError | null): Verdict {
  return { outcome: "failed", reason: error ? null : reason, exitCode, signal: null, error, result: null };
}

function record(error: Error, stack: string | null): RecordedError {
  return { name: error.name || "Error", message: error.message, stack };
}

function stackOf(error: Error): string | null {
  const causes =
    error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause) ?? error.cause.message}` : "";
  return error.stack === undefined ? null : withoutOwnFrames(error.stack) + causes;
}

/** What called the command is errand, in every stack the same; its author looks for the lines above. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split("\n");
  const ownFolder = new URL(".", import.meta.url).href;
  const own = lines.findIndex((line) => line.includes(ownFolder));
  return own > 0 && lines[own - 1]?.startsWith("    at ") ? lines.slice(0, own).join("\n") : stack;
}

/** The value as it will be read back: JSON drops undefined members. */
function toJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function signalNumber(signal: string): number {
  return constants.signals[signal as NodeJS.Signals];
}

function isMissing(error: Error): boolean {
  return "code" in error && error.code === "ENOENT";
}
