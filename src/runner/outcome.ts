import { constants } from "node:os";
import { EXIT, isCommandError } from "../core/errors.ts";
import { isSnooze } from "../core/retry-error.ts";
import { findJsonFault, type JsonValue } from "../core/json.ts";
import type { Outcome, RecordedError } from "../core/run.ts";
import { causesOf, isError, memberOf, messageIn, messageOf, textOf } from "../core/thrown.ts";
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

/**
 * Judges how the work ended. A cause from outside outranks what the work said of itself afterwards. Whatever it threw
 * or returned, this never throws: a row that nobody can judge would stay running for as long as its owner lives.
 * `takes`: the process that has to end because its code did not stop.
 */
export function classify(exit: Exit | null, cause: Cause | null, takes: string | null = null): Verdict {
  const own = exit ? judgeAnything(exit) : null;
  if (!cause) return own ?? neverSettled();
  return {
    outcome: cause.outcome,
    reason: cause.forced ? `${cause.reason}; ${wordForced(takes)}` : cause.reason,
    exitCode: cause.exitCode,
    signal: own?.signal ?? null,
    error: own?.error ?? null,
    result: own?.result ?? null,
  };
}

function wordForced(takes: string | null): string {
  return takes === null
    ? "it did not stop and was ended by force"
    : `it did not stop in time: ${takes} was ended with it`;
}

/** The loop ran empty while the command's promise was still open: nothing could ever have settled it. */
export function neverSettled(): Verdict {
  return failed("its promise never settled: nothing was left that could have settled it", EXIT.failed, null);
}

/** Its row does not take what it said of its end. */
export function unwritable(error: unknown): Verdict {
  return failed(`how it ended cannot be written: ${messageOf(error)}`, EXIT.failed, null);
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

function judgeAnything(exit: Exit): Verdict {
  try {
    return judge(exit);
  } catch (error) {
    return failed(`how it ended cannot be judged: ${messageOf(error)}`, EXIT.failed, null);
  }
}

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
  if (fault) {
    const place = fault.path ? `result.${fault.path}`.replace("result.[", "result[") : "result";
    return noResult(`${place} is ${fault.found}: a result must be JSON`);
  }
  try {
    return { ...SUCCESS, result: toJson(value) };
  } catch (error) {
    // It was JSON when it was looked at: a getter, or a `toJSON` that nobody sees, says something else now.
    return noResult(`result cannot be written as JSON (${messageOf(error)})`);
  }
}

function noResult(message: string): Verdict {
  return failedBy({ name: "TypeError", message, stack: null });
}

function judgeError(thrown: unknown): Verdict {
  if (isSnooze(thrown)) return putOff(messageIn(thrown));
  if (isCommandError(thrown)) return failedBy(record(thrown, null), exitCodeOf(thrown));
  if (isError(thrown)) return failedBy(record(thrown, stackOf(thrown)));
  const message = `threw ${typeof thrown === "string" ? JSON.stringify(thrown) : textOf(thrown)}, which is no Error`;
  return failedBy({ name: "NonError", message, stack: null });
}

/** Nothing is wrong with it: a worker brings it back, and where there is none, it is left undone. */
function putOff(reason: string): Verdict {
  return { ...SUCCESS, outcome: "interrupted", reason, exitCode: EXIT.tryLater };
}

function failedBy(error: RecordedError, exitCode: number = EXIT.failed): Verdict {
  return failed(error.message, exitCode, error);
}

function failed(reason: string, exitCode: number, error: RecordedError | null): Verdict {
  return { outcome: "failed", reason: error ? null : reason, exitCode, signal: null, error, result: null };
}

/** A class of its own may say anything of its exit code. */
function exitCodeOf(error: unknown): number {
  const code = memberOf(error, "exitCode");
  return typeof code === "number" && Number.isInteger(code) && code >= 1 && code <= 255 ? code : EXIT.failed;
}

/** Its parts may have been set to anything: a row takes texts. */
function record(error: Error, stack: string | null): RecordedError {
  const name = memberOf(error, "name");
  return {
    name: typeof name === "string" && name !== "" ? name : "Error",
    message: messageIn(error),
    stack,
  };
}

function stackOf(error: Error): string | null {
  const [own, ...causes] = causesOf(error).map((one) => ({ stack: ownStackOf(one), of: one }));
  if (!own || own.stack === null) return null;
  return [own.stack, ...causes.map(({ stack, of }) => `Caused by: ${stack ?? messageIn(of)}`)].join("\n");
}

function ownStackOf(error: Error): string | null {
  const stack = memberOf(error, "stack");
  return typeof stack === "string" ? withoutOwnFrames(stack) : null;
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
