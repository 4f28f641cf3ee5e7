import type { Command } from "commander";
import { quote } from "../../core/quote.ts";
import type { Pause } from "../../core/schedule.ts";
import { countTicks } from "../../scheduler/timetable/count-ticks.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { activePause, isActiveIn, nextTick } from "../../scheduler/answers/next-tick.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { clockWord, plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";
import { pauseWord } from "./pause-word.ts";
import { scheduleJson } from "./schedule-json.ts";

interface ResumeOptions {
  dryRun?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "its id, or its command when that has only one"), shell)
    .option("--dry-run", "only say what it would start")
    .option("--json", "the schedule as it stands then, as JSON")
    .action(shell.act((name: string, options: ResumeOptions) => resume(name, options, shell)));
}

async function resume(
  name: string,
  { dryRun = false, json = false }: ResumeOptions,
  shell: Shell,
): Promise<void> {
  const now = shell.host.clock.now();
  const listed = findSchedule(name, await readSchedules(shell), "resume");
  const { id } = listed.schedule;
  const pause = activePause(listed.state, now);
  if (!json) await tell(listed, pause, shell);
  if (pause && !dryRun) {
    const { store } = await shell.app();
    await store.resumeSchedule(id, now);
    await noteByHand(
      "resume",
      id,
      [`paused by ${pause.by} since ${new Date(pause.at).toISOString()}`],
      shell,
    );
    if (!json) shell.print(plainWord(`${id} is resumed`));
  }
  if (json)
    shell.printJson({ schedule: scheduleJson(findSchedule(id, await readSchedules(shell), "resume"), now) });
}

/** Before it is done: what was skipped, that none of it is made up for, and what starts next. */
async function tell({ schedule, state }: ListedSchedule, pause: Pause | null, shell: Shell): Promise<void> {
  const now = shell.host.clock.now();
  const { environment } = await shell.config();
  if (!pause) {
    shell.note(`${schedule.id} is not paused`, "errand schedule list");
    return;
  }
  // A pause begins with its first instant, and ends before its last.
  const skipped = countTicks(schedule, { after: pause.at - 1, until: now - 1 });
  const fate =
    skipped.count === 0
      ? "no tick fell into it"
      : `${skipped.words} fell into it and ${skipped.count === 1 ? "stays" : "stay"} skipped`;
  shell.print(plainWord(`${schedule.id} was ${pauseWord(pause, now)}; ${fate}`));
  const next = nextTick({ schedule, state: state && { ...state, pause: null } }, { now, environment });
  const where = isActiveIn(schedule, environment)
    ? ""
    : `: it runs only in ${schedule.environments.join(", ")}, and this is ${quote(environment)}`;
  shell.print(
    plainWord(
      next === null
        ? `nothing starts${where}`
        : `nothing starts now; the next tick is at ${clockWord(next, now)}`,
    ),
  );
}
