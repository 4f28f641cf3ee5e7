import type { DayWindow, Timing } from "../core/schedule.ts";
import type { Zone } from "./zone.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = 86_400_000;

type Filters = Pick<Timing, "between" | "unless" | "exclude">;

/**
 * Whether windows and excluded dates let a tick be. If not: the last instant before which none can be, so that a rule
 * of every second does not ask through a whole night.
 */
export function leapOver(filters: Filters, zone: Zone, instant: number): number | null {
  const { offset, to } = zone.segmentAt(instant);
  const wall = instant + offset;
  const minute = Math.floor((wall % DAY_MS) / MINUTE_MS);
  if (filters.exclude.includes(new Date(wall).toISOString().slice(0, 10)))
    return leap(wall, DAY_MINUTES, { instant, to });
  if (isOpen(filters, minute)) return null;
  return leap(wall, nextEdge(filters, minute), { instant, to });
}

function isOpen({ between, unless }: Filters, minute: number): boolean {
  const holds = (window: DayWindow): boolean => isWithin(window, minute);
  return (between.length === 0 || between.some(holds)) && !unless.some(holds);
}

function isWithin({ from, to }: DayWindow, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function nextEdge({ between, unless }: Filters, minute: number): number {
  const edges = [...between, ...unless].flatMap(({ from, to }) => [from, to]).filter((edge) => edge > minute);
  return Math.min(DAY_MINUTES, ...edges);
}

/** To just before a minute of the same local day, but never past a change of the clock: beyond it the minute is elsewhere. */
function leap(wall: number, minute: number, { instant, to }: { instant: number; to: number }): number {
  const midnight = wall - (wall % DAY_MS);
  return Math.min(to, instant + (midnight + minute * MINUTE_MS - wall)) - 1;
}
