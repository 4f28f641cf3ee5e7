import type { FoldPolicy, GapPolicy } from "../../core/schedule.ts";
import { DAY_MS, HOUR_MS } from "./local-time.ts";
import type { Transition, Zone } from "./zone.ts";

/** What is due by the wall clock. */
export interface WallClockRule {
  zone: Zone;
  gap: GapPolicy;
  fold: FoldPolicy;
  /** The first local time later than this one, or null. */
  nextLocal: (local: number) => number | null;
}

/** No change of the clocks moves them further, so what lies beyond cannot reach back over it. */
const LOOKOUT = 2 * DAY_MS;

/** Debian cron takes a longer jump for a correction of the clock: a day that a country skips is not made up for. */
const LONGEST_GAP = 3 * HOUR_MS;

/**
 * The first instant later than `after` that is due, or null. Between two changes of the clocks wall time and real
 * time run side by side, so the walk goes from change to change and asks at each what it does.
 */
export function nextByWallClock(rule: WallClockRule, after: number): number | null {
  const { zone } = rule;
  // A change on the first instant of a stretch is already behind it, though the cursor stands just before.
  let [cursor, behind, offset] = [after, after, zone.offsetAt(after)];
  for (;;) {
    const local = rule.nextLocal(cursor + offset);
    const due = local === null ? Infinity : local - offset;
    const change = zone.changeWithin(behind, Math.min(due, cursor + LOOKOUT));
    if (change) {
      if (makesUp(rule, change)) return change.at;
      [cursor, behind, offset] = [change.at - 1, change.at, change.after];
    } else if (due === Infinity) {
      return null;
    } else if (due > cursor + LOOKOUT) {
      cursor = behind = due - LOOKOUT;
      offset = zone.offsetAt(cursor);
    } else {
      const passed = endOfWrongPass(rule, due);
      if (passed === undefined) return due;
      cursor = passed - 1;
    }
  }
}

/** Whether a tick stands at the end of a gap for those that fell into it. */
export function makesUp({ gap, nextLocal }: WallClockRule, { at, before, after }: Transition): boolean {
  if (gap === "skip" || after < before || after - before > LONGEST_GAP) return false;
  const lost = nextLocal(at + before - 1);
  return lost !== null && lost < at + after;
}

/** Where the pass of a fold ends that `due` stands in and should not, or undefined. */
function endOfWrongPass({ zone, fold }: WallClockRule, due: number): number | undefined {
  if (fold === "both") return undefined;
  const change =
    fold === "first" ? zone.changeWithin(due - DAY_MS, due) : zone.changeWithin(due, due + DAY_MS);
  if (!change) return undefined;
  const length = change.before - change.after;
  const end = fold === "first" ? change.at + length : change.at;
  return due >= end - length && due < end ? end : undefined;
}
