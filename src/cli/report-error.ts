import { EXIT, ErrandError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { line } from "../log/event-lines.ts";
import { carryFlags } from "./carry-flags.ts";
import type { Shell } from "./shell.ts";
import { messageOf } from "../core/thrown.ts";

/**
 * Says what went wrong and tells the exit code. Errors that errand explains take one line; with `--json` an object
 * on stdout instead. Any other error is a defect of errand's own and brings its stack.
 */
export function reportError(error: unknown, shell: Shell): number {
  const { code, message, exitCode, ...described } = describe(error);
  const next = described.next === undefined ? undefined : carryFlags(described.next, shell.configFlags);
  if (shell.json) shell.printJson({ error: { code, message, ...(next === undefined ? {} : { next }) } });
  else shell.host.stderr.write(`${line(message, next)}\n${stackOf(error)}`);
  return exitCode;
}

function describe(error: unknown): {
  code: string;
  message: string;
  next: string | undefined;
  exitCode: number;
} {
  if (error instanceof ErrandError) return error;
  const message = messageOf(error);
  return {
    code: "internal",
    message: `unexpected: ${message}`,
    next: "errand doctor",
    exitCode: EXIT.failed,
  };
}

function stackOf(error: unknown): string {
  if (error instanceof ErrandError || !(error instanceof Error) || error.stack === undefined) return "";
  return `${printable(error.stack)}\n`;
}
