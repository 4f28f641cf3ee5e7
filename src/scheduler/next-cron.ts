import type { FoldPolicy, GapPolicy } from "../core/schedule.ts";
import { isFixedTime, nextWall } from "./cron.ts";
import type { Segment, Zone } from "./zone.ts";

export interface CronTiming {
  expression: string;
  zone: Zone;
  gap: GapPolicy;
  fold: FoldPolicy;
}

/** Local times are at most so far from their instants. */
const FARTHEST_OFFSET_MS = 36 * 3_600_000;

/**
 * The first instant after `after` that an expression names in a zone, or null. It goes from one stretch of equal
 * offset to the next: within one, wall time and real time differ by a number. At the seams the policies speak.
 */
export function nextCron(timing: CronTiming, after: number): number | null {
  const { zone } = timing;
  for (let at = after + 1; ;) {
    const segment = zone.segmentAt(at);
    const found = nextInSegment(timing, segment, at - 1);
    if (found !== null) return found;
    // The wall times of this stretch are used up; the next one may be years away.
    const wall = nextWall(timing.expression, segment.to - 1 + segment.offset - shiftAt(zone, segment.to));
    if (wall === null) return null;
    at = Math.max(segment.to, wall - FARTHEST_OFFSET_MS);
  }
}

/** How far clocks are put back at an instant, in ms; 0 when they are not. */
function shiftAt(zone: Zone, instant: number): number {
  return Math.max(0, zone.offsetAt(instant - 1) - zone.offsetAt(instant));
}

function nextInSegment(timing: CronTiming, segment: Segment, after: number): number | null {
  const { expression, zone } = timing;
  const fixed = isFixedTime(expression);
  if (fixed && after < segment.from && fellIntoGap(timing, segment)) return segment.from;
  const first = Math.max(after, segment.from - 1) + segment.offset;
  const wall = nextWall(expression, fixed ? Math.max(first, startOf(timing, segment) - 1) : first);
  const end = segment.to + segment.offset - (fixed && timing.fold === "last" ? shiftAt(zone, segment.to) : 0);
  return wall !== null && wall < end ? wall - segment.offset : null;
}

/** The first wall time that is this stretch's own: on `first`, what a fold repeats belongs to the stretch before. */
function startOf({ zone, fold }: CronTiming, { from, offset }: Segment): number {
  return from + offset + (fold === "first" ? shiftAt(zone, from) : 0);
}

/** Whether a wall time that clocks leapt over at the beginning of this stretch was due. */
function fellIntoGap({ expression, zone, gap }: CronTiming, { from, offset }: Segment): boolean {
  const before = zone.offsetAt(from - 1);
  if (gap === "skip" || before >= offset) return false;
  const wall = nextWall(expression, from + before - 1);
  return wall !== null && wall < from + offset;
}
