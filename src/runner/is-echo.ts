import { isError, memberOf } from "../core/thrown.ts";
import type { Exit } from "./executor.ts";

/** The work threw what its own signal gave it: that says nothing beyond the cause, which is on the row already. */
export function isEcho(exit: Exit, signal: AbortSignal): boolean {
  if (exit.kind !== "threw" || !signal.aborted) return false;
  const { error } = exit;
  // Node's own functions wrap the reason in an AbortError.
  return error === signal.reason || (isError(error) && memberOf(error, "name") === "AbortError");
}
