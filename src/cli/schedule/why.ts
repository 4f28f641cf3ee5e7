import type { Command } from "commander";
import type { ListedSchedule, LoadedSchedules } from "../../scheduler/registry/load-schedules.ts";
import type { Why } from "../../scheduler/answers/why.ts";
import { wholeNumber } from "../check-option.ts";
import { TIME_HELP } from "../parse-time.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { readTime } from "./read-span.ts";
import { readWhyAt, readWhyLast } from "./why-facts.ts";
import { describeWhy, whyTable, wordNothing } from "./why-lines.ts";

interface WhyOptions {
  at?: string;
  limit: number;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "its id, or its command when that has only one"), shell)
    .option("--at <time>", `what became of that time, in the schedule's zone: ${TIME_HELP}`)
    .option("-n, --limit <count>", "how many of the last ticks", wholeNumber("--limit", 1, 1_000), 10)
    .option("--json", "as JSON")
    .action(shell.act((name: string, options: WhyOptions) => why(name, options, shell)));
}

async function why(name: string, { at, limit, json }: WhyOptions, shell: Shell): Promise<void> {
  const app = await shell.app();
  await app.rescue();
  const listed = findPastOrPresent(name, await readSchedules(shell));
  const { timezone } = listed.schedule;
  const instant = at === undefined ? null : readInstant(at, timezone, shell);
  const whys =
    instant === null ? await readWhyLast(listed, limit, shell) : [await readWhyAt(listed, instant, shell)];
  if (json === true) shell.printJson({ ticks: whys.map(whyJson) });
  else if (instant !== null) for (const one of whys) shell.tell(describeWhy(one, timezone));
  else if (whys.length > 0) shell.print(whyTable(whys, timezone, shell));
  else shell.note(wordNothing(listed), listed.state === null ? "errand start" : nextOf(listed));
}

/** As `schedule next` reads its times: what names no zone is local in the schedule's. */
function readInstant(text: string, timezone: string, { host }: Shell): number {
  return readTime(text, "--at", { timezone, now: host.clock.now(), verb: "schedule why" });
}

/** One that is removed may still be asked for what it did. */
function findPastOrPresent(name: string, loaded: LoadedSchedules): ListedSchedule {
  const named = loaded.schedules.filter(({ schedule }) => schedule.id === name);
  const removed = named.find(({ standing }) => standing === "removed");
  return named.length === 1 && removed ? removed : findSchedule(name, loaded, "why");
}

function nextOf({ schedule }: ListedSchedule): string {
  return `errand schedule next ${typeAgain([schedule.id])}`;
}

function whyJson({ scheduleId, verdict, reason, runId, count, ...span }: Why) {
  const [scheduledFor, through] = [iso(span.scheduledFor), iso(span.through)];
  return { scheduleId, scheduledFor, verdict, reason, runId, through, count };
}
