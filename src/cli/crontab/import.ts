import type { Command } from "commander";
import type { PlannedLine } from "../../scheduler/crontab/import/plan-import.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { askFirst } from "./ask-first.ts";
import { readImportSource, type ImportSource } from "./import-source.ts";

interface ImportOptions {
  system?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("[file]", "a table, or - for stdin (default: crontab -l)"), shell)
    .option("--system", "a user stands before each command; so it does in /etc/crontab and /etc/cron.d")
    .option("--dry-run", "only say what it would take")
    .option("-y, --yes", "do not ask")
    .option("--json", "what becomes of each line, as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((file: string | undefined, options: ImportOptions) => call(file, options, shell)));
}

const EXAMPLES = `
Each line that cron runs becomes a schedule of a program, with the same shell, folder, variables
and stdin. The table itself is never changed: take the lines out yourself, or both run them.

Examples:
  errand crontab import --dry-run
  errand crontab import /etc/cron.d/backup --yes
  ssh old-host crontab -l | errand crontab import - --yes`;

async function call(file: string | undefined, options: ImportOptions, shell: Shell): Promise<void> {
  const source = await readImportSource({ name: file, system: options.system ?? false }, shell.host);
  // It brings every schema of schedules, which help and other verbs need not wait for.
  const { planFor } = await import("./import-plan.ts");
  const { lines, notes } = await planFor(source, shell);
  const view = await import("./import-view.ts");
  if (options.json !== true && lines.length > 0) shell.print(view.importTable(lines, shell));
  for (const note of notes) shell.note(note);
  const { dryRun = false } = options;
  const taken = dryRun ? lines : await take(lines, { source, isAgreed: options.yes === true }, shell);
  if (options.json === true) shell.printJson(view.importJson(taken, { dryRun }));
  else shell.print(view.wordEnd(taken, { source, dryRun }));
}

/** What was taken, as it turned out. */
async function take(
  lines: PlannedLine[],
  { source, isAgreed }: { source: ImportSource; isAgreed: boolean },
  shell: Shell,
): Promise<PlannedLine[]> {
  if (!lines.some(({ verdict }) => verdict === "taken")) return lines;
  if (!isAgreed) await askFirst(source, shell);
  const { takeLines } = await import("./take-lines.ts");
  return takeLines(lines, source, shell);
}
