import prettyMs from "pretty-ms";
import type { Timing } from "../../core/schedule.ts";
import { formatLocal } from "../../scheduler/timetable/local-time.ts";
import { zoneOf } from "../../scheduler/timetable/zone.ts";
import { iso } from "../../core/run-json.ts";

/** A line for each tick: what the clocks of its zone show, the instant, and how far off it is. */
export function tickLines(ticks: readonly number[], { timezone }: Timing, now: number): string[] {
  return ticks.map((tick) => {
    const instant = timezone === "UTC" ? "" : `  ${iso(tick)}`;
    return `${zonedWord(tick, timezone)}${instant}  ${farWord(tick - now)}`;
  });
}

/** `Mon 2026-11-23 08:00`, as the clocks of a zone show it. */
export function zonedWord(instant: number, timezone: string): string {
  const local = instant + zoneOf(timezone).offsetAt(instant);
  return `${WEEKDAYS[new Date(local).getUTCDay()] ?? ""} ${formatLocal(local)}`;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function farWord(ms: number): string {
  const far = prettyMs(Math.max(1_000, Math.abs(ms)), { unitCount: 2, secondsDecimalDigits: 0 });
  return ms > 0 ? `in ${far}` : `${far} ago`;
}
