import type { ErrandError } from "../core/errors.ts";
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
