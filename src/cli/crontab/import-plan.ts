import { homedir, userInfo } from "node:os";
import { parseCrontab } from "../../scheduler/crontab/import/parse-crontab.ts";
import { planImport, type PlannedLine } from "../../scheduler/crontab/import/plan-import.ts";
import { hostZone } from "../../scheduler/registry/read-schedules.ts";
import { readSchedules } from "../schedule/find-schedule.ts";
import type { Shell } from "../shell.ts";
import { importNotes } from "./import-notes.ts";
import type { ImportSource } from "./import-source.ts";

export interface ImportPlan {
  lines: PlannedLine[];
  /** What a person should know besides, a sentence each. */
  notes: string[];
}

/** What would become of each line of a table here and now. */
export async function planFor({ text, isSystem }: ImportSource, shell: Shell): Promise<ImportPlan> {
  const table = parseCrontab(text, { userColumn: isSystem });
  const { timezone } = await shell.config();
  const { actor } = await shell.app();
  const zone = timezone ?? hostZone();
  const owner = { ...osOwner(), timezone: zone, now: shell.host.clock.now(), actor };
  const { schedules } = await readSchedules(shell);
  const live = schedules.filter(({ standing }) => standing !== "removed");
  const known = new Map(live.map(({ schedule }) => [schedule.id, schedule]));
  const lines = planImport(table, owner, (id) => known.get(id));
  return { lines, notes: importNotes(table, lines, { zone, hostZone: hostZone() }) };
}

/** Whose crontab it is: cron takes the home from the same place. A container may run as a uid that has no name. */
function osOwner(): { user: string; home: string } {
  try {
    const { username, homedir: home } = userInfo();
    return { user: username, home };
  } catch {
    return { user: `uid ${process.getuid?.() ?? "unknown"}`, home: homedir() };
  }
}
