import type { Timetable } from "./timetable.ts";

export interface NearestTicks {
  /** The last before the instant, and the first after it; null where there is none. */
  before: number | null;
  after: number | null;
}

export function nearestTicks(timetable: Timetable, instant: number): NearestTicks {
  return { before: tickBefore(timetable, instant), after: timetable.next(instant) };
}

/** Whether the timetable is due exactly then. */
export function isDue(timetable: Timetable, instant: number): boolean {
  return timetable.next(instant - 1) === instant;
}

const FIRST_STEP_MS = 1_000;
/** Every rule that is due at all is due within so long. */
const FARTHEST_MS = 40 * 366 * 86_400_000;

/**
 * A timetable only looks forwards. So spans before the instant double until one holds a tick, and then the last one is
 * closed in on by halves: some eighty looks at most, however many ticks there are.
 */
function tickBefore(timetable: Timetable, instant: number): number | null {
  const holdsTick = (after: number): boolean => {
    const next = timetable.next(after);
    return next !== null && next < instant;
  };
  for (let span = FIRST_STEP_MS; span <= FARTHEST_MS; span *= 2) {
    if (holdsTick(instant - span))
      return lastHolding(holdsTick, { low: instant - span, high: instant - 1 }) + 1;
  }
  return null;
}

/** The last of those that hold: `low` does, `high` does not, and from some point between them on none does. */
function lastHolding(holds: (at: number) => boolean, { low, high }: { low: number; high: number }): number {
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
