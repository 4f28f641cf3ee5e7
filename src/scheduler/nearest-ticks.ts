import type { Timetable } from "./timetable.ts";

export interface NearestTicks {
  /** The last before the instant, and the first after it; null where there is none. */
  before: number | null;
  after: number | null;
}

const FIRST_STEP_MS = 1_000;
/** Every rule that is due at all is due within so long. */
const FARTHEST_MS = 40 * 366 * 86_400_000;

/**
 * A timetable only looks forwards, so the tick before is looked for in spans that double until one holds a tick: the
 * span that does is about as long as the wait, and is walked through to its last one.
 */
export function nearestTicks(timetable: Timetable, instant: number): NearestTicks {
  return { before: tickBefore(timetable, instant), after: timetable.next(instant) };
}

/** Whether the timetable is due exactly then. */
export function isDue(timetable: Timetable, instant: number): boolean {
  return timetable.next(instant - 1) === instant;
}

function tickBefore(timetable: Timetable, instant: number): number | null {
  for (let span = FIRST_STEP_MS; span <= FARTHEST_MS; span *= 2) {
    const first = timetable.next(instant - span);
    if (first !== null && first < instant) return lastBefore(timetable, first, instant);
  }
  return null;
}

function lastBefore(timetable: Timetable, first: number, instant: number): number {
  let last = first;
  for (let at = timetable.next(last); at !== null && at < instant; at = timetable.next(last)) last = at;
  return last;
}
