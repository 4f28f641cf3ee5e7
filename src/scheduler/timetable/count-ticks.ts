import type { Timing } from "../../core/schedule.ts";
import { timetableOf } from "./timetable.ts";

/** How many ticks a person is told exactly. */
const MOST_COUNTED = 1_000;

/** How many ticks a span has, `after` excluded and `until` included, for a message: at most a thousand are counted. */
export function countTicks(
  timing: Timing,
  { after, until }: { after: number; until: number },
): { count: number; words: string } {
  const timetable = timetableOf(timing);
  let count = 0;
  for (let at = timetable.next(after); at !== null && at <= until; at = timetable.next(at)) {
    if (count === MOST_COUNTED) return { count, words: `more than ${MOST_COUNTED} ticks` };
    count += 1;
  }
  return { count, words: count === 1 ? "1 tick" : `${count} ticks` };
}
