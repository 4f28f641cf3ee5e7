import { ErrandError } from "../core/errors.ts";
import type { NewRun } from "../store/run-store.ts";
import type { Shell } from "./shell.ts";

/**
 * Leaves a row for a command that was refused before its first line: always when its module does not load, and for
 * bad args when no person was there to read the answer. A slip of the hand is no run.
 */
export async function noteRefusal(
  error: unknown,
  asked: Pick<NewRun, "command" | "trigger" | "tags">,
  shell: Shell,
): Promise<void> {
  if (!(error instanceof ErrandError) || !isWorthARow(error, asked)) return;
  try {
    await (await shell.app()).recordRefusal(asked, error);
  } catch {
    // Without a ledger there is no row; what the caller must hear of is why nothing ran.
  }
}

function isWorthARow({ code }: ErrandError, { trigger }: Pick<NewRun, "trigger">): boolean {
  if (code === "invalid_command") return true;
  return trigger !== "manual" && (code === "invalid_args" || code === "unknown_flag");
}
