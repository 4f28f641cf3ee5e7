import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import { diffTables } from "../../scheduler/crontab/table-diff.ts";
import type { Shell } from "../shell.ts";
import { editTable } from "./edit-table.ts";
import { readTable, replaceTable } from "./system-crontab.ts";
import { asText } from "./table-bytes.ts";

export interface ChangeOptions {
  yes?: boolean;
}

export function addYes(command: Command): Command {
  return command.option("-y, --yes", "do not ask");
}

/** A change of the user's crontab, and what to say of it. */
export interface Change {
  /** Behind `errand crontab`. */
  verb: string;
  edit: (table: string) => string;
  done: string;
  current: string;
}

/** Shows what would change, asks, and writes. Nothing is written that nobody saw. */
export async function changeTable(change: Change, options: ChangeOptions, shell: Shell): Promise<void> {
  const { env } = shell.host;
  const before = readTable(env);
  const after = editTable(before, change.edit);
  if (after === before) {
    shell.print(change.current);
    return;
  }
  shell.print(asText(diffTables(before, after)));
  if (options.yes !== true) await askFirst(change.verb, shell);
  replaceTable({ before, after, verb: change.verb }, env);
  shell.print(change.done);
}

/** @throws ErrandError usage where there is nobody to ask, or who says no. */
async function askFirst(verb: string, { host }: Shell): Promise<void> {
  const next = `errand crontab ${verb} --yes`;
  if (!host.isTerminal("stdin") || !host.isTerminal("stderr") || host.env["CI"])
    throw new ErrandError("usage", "nobody is here to ask; your crontab is as it was", { next });
  const { confirm } = await import("@clack/prompts");
  const message = "Write this to your crontab?";
  const answer = await confirm({ message, initialValue: false, input: host.stdin, output: host.stderr });
  if (answer !== true) throw new ErrandError("usage", "your crontab is as it was", { next });
}
