import type { Command } from "commander";
import type { LoadedSchedules } from "../../scheduler/registry/load-schedules.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso, runJson } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { readSchedules } from "./find-schedule.ts";
import { readRows, type ScheduleRow } from "./list-rows.ts";
import { explainNotes, scheduleTable } from "./list-table.ts";
import { scheduleJson } from "./schedule-json.ts";

interface ListOptions {
  all?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("-a, --all", "removed ones too, whose history stays")
    .option("--json", "all that is known of each, as JSON")
    .action(shell.act((options: ListOptions) => list(options, shell)));
}

/** A table of more takes longer to lay out than anybody waits, and nobody reads it. */
const MOST_SHOWN = 1_000;

async function list({ all = false, json = false }: ListOptions, shell: Shell): Promise<void> {
  const loaded = await readSchedules(shell);
  const shown = loaded.schedules.filter(({ standing }) => all || standing !== "removed");
  const rows = await readRows(shown, shell, json ? {} : { limit: MOST_SHOWN });
  if (json) {
    printJson(rows, loaded, shell);
    return;
  }
  if (rows.length > 0) shell.print(scheduleTable(rows, shell));
  const notes = explainNotes(rows, shell.host.clock.now());
  if (notes.length > 0) shell.print(["", ...notes.map(plainWord)].join("\n"));
  if (rows.length < shown.length)
    shell.note(
      `the first ${rows.length} of ${shown.length} by their next tick`,
      "errand schedule list --json",
    );
  noteRest(rows.length, loaded, shell);
}

function printJson(rows: ScheduleRow[], { faults, broken }: LoadedSchedules, shell: Shell): void {
  const now = shell.host.clock.now();
  const schedules = rows.map(({ listed, next, last }) => ({
    ...scheduleJson(listed, now),
    next: iso(next),
    last: last && {
      scheduledFor: iso(last.tick.through),
      verdict: last.tick.verdict,
      reason: last.tick.reason,
      run: last.run && runJson(last.run),
    },
  }));
  shell.printJson({ schedules, faults, broken });
}

/** What is not in the table, and what to do about it. */
function noteRest(shown: number, { faults, broken }: LoadedSchedules, shell: Shell): void {
  for (const { message } of faults) shell.note(`not scheduled: ${message}`);
  for (const { error } of broken) shell.note(error);
  if (broken.length > 0)
    shell.note("what a module that does not load would schedule is not known", "errand doctor");
  else if (shown + faults.length === 0) shell.note(NONE, "errand schedule add --help");
}

const NONE = 'nothing is scheduled: write schedule: { cron: "0 8 * * *" } in a command, or add one by hand';
