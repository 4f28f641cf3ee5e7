import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import { MAIN } from "../../runner/fork-child.ts";
import { blockOf } from "../../scheduler/crontab/block.ts";
import { scheduleLine, tickLine, type Caller, type CronEntry } from "../../scheduler/crontab/lines.ts";
import { addProjectFlags } from "../project-flags.ts";
import { readSchedules } from "../schedule/find-schedule.ts";
import type { Shell } from "../shell.ts";
import { sortEntries, type LeftOut } from "./sort-entries.ts";

export interface BlockOptions {
  each?: boolean;
}

/** The lines that should stand in the crontab for a project, and whose they are. */
export interface ProjectBlock {
  root: string;
  block: string;
  leftOut: LeftOut[];
}

export function addBlockFlags(command: Command, shell: Shell): Command {
  return addProjectFlags(command, shell).option(
    "--each",
    "a line for each schedule, not one that ticks: cron then knows no pause, no catch-up and no change",
  );
}

/** Makes the block, and tells which schedules cron has no words for. */
export async function makeBlock({ each = false }: BlockOptions, shell: Shell): Promise<ProjectBlock> {
  const caller = await findCaller(shell);
  const { root } = caller;
  if (!each) return { root, block: blockOf(root, [tickLine(caller)]), leftOut: [] };
  const { entries, leftOut } = await readEntries(shell);
  for (const { id, reason } of leftOut) shell.note(`${id} is left out, as it ${reason}`, TICK_INSTEAD);
  if (entries.length === 0) throw nothingLeft(root);
  const lines = entries.map((entry) => scheduleLine(entry, caller));
  return { root, block: blockOf(root, lines), leftOut };
}

const TICK_INSTEAD = "errand crontab print";

/** What this call knows from its flags and its environment, cron is told: it has neither. */
async function findCaller(shell: Shell): Promise<Caller> {
  const { env } = shell.host;
  const { config, database } = shell.configFlags;
  const { root, ...files } = await shell.config();
  const flags = [
    ...((config ?? env["ERRAND_CONFIG"]) && files.file !== null ? ["--config", files.file] : []),
    ...((database ?? env["ERRAND_DATABASE"]) ? ["--database", files.database] : []),
  ];
  return { root, node: process.execPath, main: MAIN, flags, environment: env["NODE_ENV"] || undefined };
}

async function readEntries(shell: Shell): Promise<{ entries: CronEntry[]; leftOut: LeftOut[] }> {
  const loaded = await readSchedules(shell);
  for (const { message } of loaded.faults) shell.note(message, "errand schedule list");
  for (const { error } of loaded.broken) shell.note(error, "errand doctor");
  const { environment } = await shell.config();
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return sortEntries(loaded.schedules, { zone, now: shell.host.clock.now(), environment });
}

function nothingLeft(root: string): ErrandError {
  const message = `${root} has no schedule that can be a line of its own; one line that ticks does for all`;
  return new ErrandError("usage", message, { next: TICK_INSTEAD });
}
