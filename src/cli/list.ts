import type { Command } from "commander";
import type { CommandDescriptor } from "../command/descriptor.ts";
import { relativeFile } from "../command/found-command.ts";
import { readManifest, type ManifestEntry } from "../command/manifest.ts";
import { EXIT } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { parseLate } from "./parse-late.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Leave, Shell } from "./shell.ts";

interface ListOptions {
  long?: boolean;
  json?: boolean;
}

/** The words that most calls have, read without commander: to load it takes longer than to list two hundred commands. */
const PLAIN: ReadonlyMap<string, ListOptions> = new Map([
  ["", {}],
  ["--json", { json: true }],
  ["--long", { long: true }],
  ["-l", { long: true }],
]);

export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const options = PLAIN.get(argv.join(" "));
  if (!options) return parseLate("list", { define }, shell);
  await list(options, shell);
  return { code: EXIT.ok, now: false };
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("-l, --long", "show each command's file too")
    .option("--json", "all that is known of each command, as JSON")
    .action(shell.act((options: ListOptions) => list(options, shell)));
}

async function list({ long = false, json = false }: ListOptions, shell: Shell): Promise<void> {
  const entries = await readManifest(await shell.config());
  const commands = entries.filter((entry) => "descriptor" in entry).map(({ descriptor }) => descriptor);
  shell.commands = commands;
  const broken = entries.filter((entry) => "error" in entry);
  if (json) {
    shell.printJson({ commands, broken });
    return;
  }
  if (entries.length === 0) return noteEmpty(shell);
  shell.print(table([...commands.map((command) => rowOf(command, long)), ...broken.map(brokenRow)]));
  if (broken.length > 0) noteBroken(broken.length, shell);
}

type BrokenEntry = Extract<ManifestEntry, { error: string }>;

function rowOf({ name, summary, file }: CommandDescriptor, long: boolean): string[] {
  return long ? [name, file, summary] : [name, summary];
}

/** The error names the file. */
function brokenRow({ name, error }: BrokenEntry): string[] {
  return [name, `✗ ${error}`];
}

/** Columns as wide as their cells, but for the last, which ends where it ends. */
function table(rows: string[][]): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell, { oneLine: true })));
  const widths = cells.reduce<number[]>((widest, row) => {
    for (const [column, { length }] of row.slice(0, -1).entries())
      widest[column] = Math.max(length, widest[column] ?? 0);
    return widest;
  }, []);
  return cells
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))),
    )
    .map((row) => row.join("  "))
    .join("\n");
}

async function noteEmpty(shell: Shell): Promise<void> {
  const { commands, root } = await shell.config();
  shell.note(`there are no commands in ${relativeFile(commands, root)}/ of ${root}`, "errand make NAME");
}

function noteBroken(count: number, shell: Shell): void {
  shell.note(count === 1 ? "1 command does not load" : `${count} commands do not load`, "errand doctor");
}
