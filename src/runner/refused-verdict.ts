import type { ErrandError, ErrorCode } from "../core/errors.ts";
import type { Verdict } from "./verdict.ts";

/** Its command does not load, or its args are refused. */
export function refusedVerdict({ code, exitCode, message }: ErrandError): Verdict {
  return {
    outcome: "failed",
    reason: "it was refused before its first line",
    exitCode,
    signal: null,
    error: { name: code, message, stack: null },
    result: null,
  };
}

/**
 * Whether another attempt may find what this one did not: a deploy may be half way, or what a module connects to when it
 * loads away for a minute. Args are no better then, and a command that is gone stays so.
 */
export function mayLoadLater(code: ErrorCode): boolean {
  return code === "invalid_command";
}
