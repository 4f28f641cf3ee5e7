import { shortId } from "../../core/ids.ts";
import { withTimes } from "../../core/local-time-words.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import type { Why } from "../../scheduler/answers/why.ts";
import { formatLocal } from "../../scheduler/timetable/local-time.ts";
import { zoneOf } from "../../scheduler/timetable/zone.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Cell, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { typeAgain } from "../type-again.ts";
import { plainWord } from "../words.ts";

/** One instant as a sentence, which ends with what to type next. */
export function describeWhy(why: Why, timezone: string): string {
  const { scheduleId, scheduledFor, verdict, reason } = why;
  const said = verdict === "skipped" || verdict === "missed" ? `${verdict}: ${reason}` : reason;
  const word = inZone(timezone);
  const when = `${word(scheduledFor)} (${timezone})`;
  return plainWord(`${scheduleId} at ${when}: ${withTimes(said, word)}. Next: ${nextOf(why)}`);
}

function nextOf({ scheduleId, verdict, runId }: Why): string {
  if (runId !== null) return `errand show ${shortId(runId)}`;
  // Who ticks, and what rests, decides what becomes of it.
  if (verdict === "pending") return "errand status";
  const subverb = verdict === "skipped" || verdict === "missed" ? "why" : "next";
  return `errand schedule ${subverb} ${typeAgain([scheduleId])}`;
}

/** What the clocks of the schedule's zone show: its times are written by them. */
function inZone(timezone: string): (time: number) => string {
  return (time) => formatLocal(time + zoneOf(timezone).offsetAt(time));
}

const COLUMNS: Column[] = [
  { head: "TICKS", align: "right", spare: 2 },
  { head: "VERDICT" },
  { head: "RUN", spare: 3 },
  { head: "WHY", least: 20 },
];

/** The last ticks for people, as wide as their terminal. */
export function whyTable(whys: readonly Why[], timezone: string, { host }: Shell): string {
  const width = tableWidth(host);
  const rows = whys.map((why) => rowOf(why, inZone(timezone)));
  return formatTable([{ head: `WHEN (${timezone})` }, ...COLUMNS], rows, width);
}

function rowOf(
  { scheduledFor, through, count, verdict, runId, reason }: Why,
  word: (time: number) => string,
): Cell[] {
  const last = count === 1 ? "" : `until ${word(through)}: `;
  return [
    word(scheduledFor),
    String(count),
    verdict.replace("_", " "),
    runId === null ? "-" : shortId(runId),
    `${last}${withTimes(reason, word)}`,
  ];
}

/** Why there is nothing to tell of. */
export function wordNothing({ schedule, state }: ListedSchedule): string {
  if (state === null)
    return `${schedule.id} is not registered yet: nothing has ticked since it was written in ${schedule.place}`;
  return `${schedule.id} has not been due since it was registered at ${inZone(schedule.timezone)(state.registeredAt)} (${schedule.timezone})`;
}
