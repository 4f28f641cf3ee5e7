import type { Timing } from "../../core/schedule.ts";
import { timetableOf } from "../../scheduler/timetable/timetable.ts";

/** So many ticks after an instant, up to another where one is given, that one included; epoch ms. */
export function ticksAfter(
  timing: Timing,
  { after, until = Infinity, count }: { after: number; until?: number; count: number },
): number[] {
  const timetable = timetableOf(timing);
  const ticks: number[] = [];
  for (let at = timetable.next(after); at !== null && at <= until; at = timetable.next(at)) {
    if (ticks.push(at) === count) break;
  }
  return ticks;
}
