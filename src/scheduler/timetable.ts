import type { Schedule, Timing } from "../core/schedule.ts";
import { leapOver } from "./filters.ts";
import { hash } from "./hash-fields.ts";
import { dueAt, parseInstant, parseWall } from "./local-time.ts";
import { nextCron } from "./next-cron.ts";
import { Zone } from "./zone.ts";

/** From a rule to its instants. Pure: it reads no clock, and the host's own zone means nothing to it. */
export interface Timetable {
  /** The first tick strictly after an instant, epoch ms; null: never again. */
  next(after: number): number | null;
}

/** So many ticks in a row that windows and dates refuse are no schedule. */
const MOST_REFUSED = 20_000;

export function timetableOf(timing: Timing): Timetable {
  const zone = Zone.of(timing.timezone);
  const nextByRule = ruleOf(timing, zone);
  const { from, until } = timing;
  return {
    next(after) {
      let at = from === null ? after : Math.max(after, from - 1);
      for (let refused = 0; refused < MOST_REFUSED; refused += 1) {
        const tick = nextByRule(at);
        if (tick === null || (until !== null && tick >= until)) return null;
        if (tick <= at) throw new Error(`the timetable does not move on: ${tick} follows ${at}`);
        const resume = leapOver(timing, zone, tick);
        if (resume === null) return tick;
        at = Math.max(tick, resume);
      }
      return null;
    },
  };
}

function ruleOf(timing: Timing, zone: Zone): Timetable["next"] {
  const { rule, gap, fold } = timing;
  switch (rule.kind) {
    case "cron":
      return (after) => nextCron({ expression: rule.expression, zone, gap, fold }, after);
    case "every":
      return (after) => (Math.floor(after / rule.ms) + 1) * rule.ms;
    case "at": {
      const instants = instantsAt(rule.local, timing, zone);
      return (after) => instants.find((instant) => instant > after) ?? null;
    }
  }
}

function instantsAt(local: string, timing: Timing, zone: Zone): number[] {
  const instant = parseInstant(local);
  if (instant !== undefined) return [instant];
  const wall = parseWall(local);
  return wall === undefined ? [] : dueAt(wall, zone, timing);
}

/** By how much each start of a schedule is late on purpose, in ms: a fixed share of its jitter. */
export function delayOf({ id, jitterMs }: Pick<Schedule, "id" | "jitterMs">): number {
  return jitterMs === 0 ? 0 : hash(`jitter of ${id}`) % jitterMs;
}
