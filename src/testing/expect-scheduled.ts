import { AssertionError } from "node:assert";
import type { ArgsSchema, DefinedCommand, JsonResult } from "../command/define.ts";
import { checkOptionNames } from "../core/known-options.ts";
import type { Schedule } from "../core/schedule.ts";
import { isDue, nearestTicks } from "../scheduler/timetable/nearest-ticks.ts";
import { timetableOf } from "../scheduler/timetable/timetable.ts";
import { toMs, type Instant } from "./instant.ts";
import { readDefinitions } from "./read-definitions.ts";

export interface ScheduledExpectation {
  /** One of its schedules is due at that instant. Text needs an offset: "2026-03-29T08:00:00Z". */
  at(instant: Instant): Promise<void>;
  /** None is. */
  notAt(instant: Instant): Promise<void>;
  /** So many ticks fall between two instants, the first included, the second not. */
  times(count: number, span: { from: Instant; to: Instant }): Promise<void>;
}

export interface ExpectOptions {
  /** Zone of schedules that name none. Default "UTC": a test must not depend on the machine it runs on. */
  timezone?: string;
}

/**
 * Says when a command must be due: `await expectScheduled(checkStaleDrafts).at("2026-03-29T07:00:00Z")`. `when`,
 * pauses and environments are not asked; `simulate` does.
 */
export function expectScheduled<Schema extends ArgsSchema, Result extends JsonResult>(
  command: DefinedCommand<Schema, Result>,
  options: ExpectOptions = {},
): ScheduledExpectation {
  const { timezone = "UTC" } = checkOptionNames(options, "expectScheduled", { timezone: true });
  const read = async (): Promise<Schedule[]> => {
    return (await readDefinitions({ command }, { now: 0, timezone })).schedules;
  };
  return {
    async at(instant) {
      const [schedules, due] = [await read(), toMs(instant)];
      if (!schedules.some((schedule) => isDue(timetableOf(schedule), due)))
        throw failure(`${iso(due)} is no tick of it: ${wordNearest(schedules, due)}`);
    },
    async notAt(instant) {
      const due = toMs(instant);
      const one = (await read()).find((schedule) => isDue(timetableOf(schedule), due));
      if (one) throw failure(`${iso(due)} is a tick of schedule "${one.id}"`);
    },
    async times(count, span) {
      const { from, to } = checkOptionNames(span, "times", { from: true, to: true });
      const found = countTicks(await read(), toMs(from), toMs(to));
      if (found !== count)
        throw failure(`${found} ticks fall from ${iso(toMs(from))} to ${iso(toMs(to))}, not ${count}`);
    },
  };
}

function countTicks(schedules: readonly Schedule[], from: number, to: number): number {
  let count = 0;
  for (const schedule of schedules) {
    const timetable = timetableOf(schedule);
    for (let at = timetable.next(from - 1); at !== null && at < to; at = timetable.next(at)) count += 1;
  }
  return count;
}

function wordNearest(schedules: readonly Schedule[], instant: number): string {
  if (schedules.length === 0) return "it has no schedule";
  const nearest = schedules.map((schedule) => {
    const { before, after } = nearestTicks(timetableOf(schedule), instant);
    return `"${schedule.id}" is due at ${iso(before)} before and ${iso(after)} after it`;
  });
  return nearest.join("; ");
}

function iso(instant: number | null): string {
  return instant === null ? "no time" : new Date(instant).toISOString();
}

function failure(message: string): AssertionError {
  return new AssertionError({ message });
}
