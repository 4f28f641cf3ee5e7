import type { Timing } from "../../src/core/schedule.ts";
import { timetableOf } from "../../src/scheduler/timetable.ts";
import { readTiming } from "../../src/scheduler/timing.ts";
import type { WrittenTiming } from "../../src/scheduler/written-timing.ts";

/** The timing of what is written, in UTC unless it says otherwise. */
export function timing(written: WrittenTiming, id = "essays:publish"): Timing {
  const read = readTiming(written, { timezone: "UTC", id });
  if ("timing" in read) return read.timing;
  throw new Error(read.problems.map(({ message }) => message).join("\n"));
}

/** Every message about what is written. */
export function faults(written: WrittenTiming): string[] {
  const read = readTiming(written, { timezone: "UTC", id: "essays:publish" });
  return "timing" in read ? [] : read.problems.map(({ message }) => message);
}

/** The next ticks of an expression, in ISO. */
export function ticksFrom(cron: string, timezone: string, from: string, count: number): string[] {
  return nextTicks({ cron, timezone }, from, count);
}

export function nextTicks(written: WrittenTiming, from: string, count: number): string[] {
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

export function allTicks(written: WrittenTiming, from: string, to: string): string[] {
  const { next } = timetableOf(timing(written));
  const [ticks, end]: [string[], number] = [[], Date.parse(to)];
  for (let at = next(Date.parse(from)); at !== null && at <= end; at = next(at)) ticks.push(iso(at));
  return ticks;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
