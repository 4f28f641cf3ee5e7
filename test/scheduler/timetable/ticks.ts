import { quote } from "../../../src/core/quote.ts";
import type { Timing } from "../../../src/core/schedule.ts";
import { timetableOf } from "../../../src/scheduler/timetable/timetable.ts";
import { readTiming } from "../../../src/scheduler/timetable/timing.ts";

/** As it stands in a module or a config. */
export type Written = Readonly<Record<string, unknown>>;

/** The timing of what is written, in UTC unless it says otherwise. */
export function timing(written: Written, id = "essays:publish"): Timing {
  const read = readTiming(written, { timezone: "UTC", id });
  if ("timing" in read) return read.timing;
  throw new Error(faults(written).join("\n"));
}

/** Everything that is wrong with what is written, as people read it. */
export function faults(written: Written): string[] {
  const read = readTiming(written, { timezone: "UTC", id: "essays:publish" });
  return "timing" in read
    ? []
    : read.problems.map(({ field, value, message }) =>
        [field, ...(value === undefined ? [] : [quote(value)]), message].join(" "),
      );
}

/** The next ticks of an expression, in ISO. */
export function ticksFrom(cron: string, timezone: string, from: string, count: number): string[] {
  return nextTicks({ cron, timezone }, from, count);
}

export function nextTicks(written: Written, from: string, count: number): string[] {
  const { next } = timetableOf(timing(written));
  const ticks: string[] = [];
  for (let at = next(Date.parse(from)); at !== null && ticks.length < count; at = next(at))
    ticks.push(iso(at));
  return ticks;
}

/** The ticks of an expression after `from` and up to `to`, in ISO. */
export function ticksWithin(cron: string, timezone: string, from: string, to: string): string[] {
  return allTicks({ cron, timezone }, from, to);
}

export function allTicks(written: Written, from: string, to: string): string[] {
  const { next } = timetableOf(timing(written));
  const [ticks, end]: [string[], number] = [[], Date.parse(to)];
  for (let at = next(Date.parse(from)); at !== null && at <= end; at = next(at)) ticks.push(iso(at));
  return ticks;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
