import type { Rule, Timing } from "../../core/schedule.ts";
import { closedUntil } from "./closed-hours.ts";
import { nextLocal } from "./cron.ts";
import { parseDate, parseInstant, parseLocal } from "./local-time.ts";
import { stableHash } from "./stable-hash.ts";
import { nextByWallClock } from "./wall-clock.ts";
import { zoneOf } from "./zone.ts";

/** The instants of one timing, in epoch ms. It keeps nothing but the timing: make one whenever it is needed. */
export interface Timetable {
  /**
   * The first tick later than `after`, or null when there is none any more.
   * @throws RangeError when it would not be later: whoever loops over ticks would never end.
   */
  next(after: number): number | null;
}

/** The calculus from a checked timing to its ticks. Pure: it knows no clock and no zone of the host. */
export function timetableOf(timing: Timing): Timetable {
  const next = limit(timing, nextOf(timing));
  return {
    next(after) {
      const tick = next(after);
      if (tick === null || tick > after) return tick;
      throw new RangeError(`the tick ${tick} of ${JSON.stringify(timing.rule)} is not later than ${after}`);
    },
  };
}

/** The fixed share of its jitter, in ms, that every start of a schedule is late: the same on every machine. */
export function delayOf({ id, jitterMs }: { id: string; jitterMs: number }): number {
  return jitterMs === 0 ? 0 : stableHash(`jitter ${id}`) % jitterMs;
}

/** The first time that is due later than this one, or null. */
export type Next = (after: number) => number | null;

/** What a rule says of the clock on the wall, in local times; undefined for one that counts real time. */
export function nextLocalOf(rule: Rule): Next | undefined {
  if (rule.kind === "cron") return (local) => nextLocal(rule.expression, local);
  const local = rule.kind === "at" ? parseLocal(rule.local) : undefined;
  return local === undefined ? undefined : once(local);
}

/** The ticks of the rule alone. */
function nextOf({ rule, timezone, gap, fold }: Timing): Next {
  const byWall = nextLocalOf(rule);
  if (byWall) {
    const wallClock = { zone: zoneOf(timezone), gap, fold, nextLocal: byWall };
    return (after) => nextByWallClock(wallClock, after);
  }
  if (rule.kind === "every") return (after) => (Math.floor(after / rule.ms) + 1) * rule.ms;
  return once(rule.kind === "at" ? (parseInstant(rule.local) ?? NEVER) : NEVER);
}

const NEVER = -Infinity;

function once(time: number): Next {
  return (after) => (time > after ? time : null);
}

// A rule that meets a closed door so often, about once a day for thirty years, has no way in.
const MOST_CLOSED = 10_000;

/** Only the ticks from `from` on, before `until`, and in open hours. */
function limit(timing: Timing, next: Next): Next {
  const closed = doors(timing);
  const { from, until } = timing;
  return (after) => {
    let cursor = from === null ? after : Math.max(after, from - 1);
    for (let count = 0; count < MOST_CLOSED; count += 1) {
      const tick = next(cursor);
      if (tick === null || (until !== null && tick >= until)) return null;
      const opens = closed(tick);
      if (opens === undefined) return tick;
      cursor = opens - 1;
    }
    return null;
  };
}

/** Until when a timing is closed at an instant; undefined when it is open. */
function doors({ between, unless, exclude, timezone }: Timing): (instant: number) => number | undefined {
  if (between.length + unless.length + exclude.length === 0) return () => undefined;
  const zone = zoneOf(timezone);
  const hours = { between, unless, dates: new Set(exclude.map((date) => parseDate(date) ?? NEVER)) };
  return (instant) => closedUntil(hours, zone, instant);
}
