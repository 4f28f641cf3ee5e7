import prettyMs from "pretty-ms";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import type { ListedSchedule, Standing } from "../../scheduler/registry/load-schedules.ts";
import { activePause, isAhead } from "../../scheduler/answers/next-tick.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Cell, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { agoWord, clockWord, stateWord } from "../words.ts";
import type { LastTick, ScheduleRow } from "./list-rows.ts";
import { pauseWord } from "./pause-word.ts";

const COLUMNS: Column[] = [
  { head: "NEXT", align: "right" },
  { head: "LEFT", align: "right", spare: 5 },
  { head: "LAST", align: "right", spare: 3 },
  { head: "RESULT", spare: 4 },
  { head: "NAME", least: 12 },
  { head: "SCHEDULE", least: 16, spare: 6 },
  { head: "", least: 6, spare: 7 },
];

/** Schedules for people, as wide as their terminal. The last column says what is odd about one, in a word. */
export function scheduleTable(rows: readonly ScheduleRow[], { host }: Shell): string {
  const now = host.clock.now();
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cells = rows.map((row) => [...timesOf(row, now), ...wordsOf(row, { now, zone })]);
  const width = tableWidth(host);
  return formatTable(COLUMNS, cells, width);
}

function timesOf({ next, last }: ScheduleRow, now: number): Cell[] {
  return [
    next === null ? "-" : clockWord(next, now),
    next === null ? "-" : prettyMs(Math.max(next - now, 1_000), { unitCount: 2, secondsDecimalDigits: 0 }),
    last === null ? "-" : agoWord(last.tick.through, now),
    resultOf(last),
  ];
}

function resultOf(last: LastTick | null): Cell {
  if (last === null) return "-";
  if (last.run) return { styled: stateWord(last.run.state) };
  return last.tick.verdict === "run" ? "ran" : last.tick.verdict;
}

function wordsOf({ listed }: ScheduleRow, { now, zone }: { now: number; zone: string }): Cell[] {
  const { schedule } = listed;
  const place = schedule.timezone === zone ? "" : `, ${schedule.timezone}`;
  return [schedule.id, describeRule(schedule) + place, noteOf(listed, now)];
}

const STANDINGS: Record<Standing, string> = {
  registered: "",
  changed: "edited",
  unregistered: "new",
  kept: "as it was",
  removed: "removed",
};

function noteOf({ schedule, state, standing }: ListedSchedule, now: number): string {
  const notes = [
    activePause(state, now) === null ? "" : "paused",
    isAhead(state, now) ? "ahead" : "",
    STANDINGS[standing],
    schedule.environments.length === 0 ? "" : `only in ${schedule.environments.join(", ")}`,
    schedule.source === "dynamic" ? schedule.place : "",
  ];
  return notes.filter((note) => note !== "").join(", ");
}

/** What the words of the last column mean, a line for each schedule or for all of a kind; empty when none needs one. */
export function explainNotes(rows: readonly ScheduleRow[], now: number): string[] {
  const pauses = rows.flatMap(({ listed: { schedule, state } }) => {
    const pause = activePause(state, now);
    return pause === null ? [] : `${schedule.id} is ${pauseWord(pause, now)}`;
  });
  const ahead = rows.some(({ listed: { state } }) => isAhead(state, now)) ? [AHEAD] : [];
  const standings = new Set(rows.map(({ listed }) => listed.standing));
  return [...pauses, ...ahead, ...[...standings].flatMap((standing) => MEANINGS[standing] ?? [])];
}

const AHEAD =
  "ahead: it ticked while the clock was ahead; what was settled then does not come again, so it rests until NEXT. Next: errand schedule rewind --all";

const MEANINGS: Partial<Record<Standing, string>> = {
  changed: "edited: it says something else now than when something last ticked; the next tick takes it over",
  unregistered: "new: nothing has ticked since it was written",
  kept: "as it was: what is written cannot be read now, so what is registered goes on",
};
