import { shortId } from "../../core/ids.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import type { Why } from "../../scheduler/answers/why.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Cell, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { typeAgain } from "../type-again.ts";
import { plainWord, timeWord } from "../words.ts";

/** One instant as a sentence, which ends with what to type next. */
export function describeWhy(why: Why): string {
  const { scheduleId, scheduledFor, verdict, reason } = why;
  const said = verdict === "skipped" || verdict === "missed" ? `${verdict}: ${reason}` : reason;
  return plainWord(`${scheduleId} at ${timeWord(scheduledFor)}: ${said}. Next: ${nextOf(why)}`);
}

function nextOf({ scheduleId, verdict, runId }: Why): string {
  if (runId !== null) return `errand show ${shortId(runId)}`;
  // Who ticks, and what rests, decides what becomes of it.
  if (verdict === "pending") return "errand status";
  const subverb = verdict === "skipped" || verdict === "missed" ? "why" : "next";
  return `errand schedule ${subverb} ${typeAgain([scheduleId])}`;
}

const COLUMNS: Column[] = [
  { head: "WHEN" },
  { head: "TICKS", align: "right", spare: 2 },
  { head: "VERDICT" },
  { head: "RUN", spare: 3 },
  { head: "WHY", least: 20 },
];

/** The last ticks for people, as wide as their terminal. */
export function whyTable(whys: readonly Why[], { host }: Shell): string {
  const width = tableWidth(host);
  return formatTable(COLUMNS, whys.map(rowOf), width);
}

function rowOf({ scheduledFor, through, count, verdict, runId, reason }: Why): Cell[] {
  const last = count === 1 ? "" : `until ${timeWord(through)}: `;
  return [
    timeWord(scheduledFor),
    String(count),
    verdict.replace("_", " "),
    runId === null ? "-" : shortId(runId),
    `${last}${reason}`,
  ];
}

/** Why there is nothing to tell of. */
export function wordNothing({ schedule, state }: ListedSchedule): string {
  if (state === null)
    return `${schedule.id} is not registered yet: nothing has ticked since it was written in ${schedule.place}`;
  return `${schedule.id} has not been due since it was registered at ${timeWord(state.registeredAt)}`;
}
