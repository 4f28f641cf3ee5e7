import type { DayWindow } from "../../core/schedule.ts";
import { DAY_MS, MINUTE_MS, startOfDay, timeOfDay } from "./local-time.ts";
import type { Zone } from "./zone.ts";

/** When a timing has no ticks whatever its rule says: outside its windows, inside those to avoid, on dates left out. */
export interface ClosedHours {
  between: DayWindow[];
  unless: DayWindow[];
  /** Local midnights. */
  dates: ReadonlySet<number>;
}

/**
 * Until when it is closed at `instant`, as far as can be told without another look, or undefined when it is open.
 * Judged by what the clocks on the wall show at that instant.
 */
export function closedUntil(hours: ClosedHours, zone: Zone, instant: number): number | undefined {
  const local = instant + zone.offsetAt(instant);
  const edge = nextEdge(hours, local);
  if (edge === undefined) return undefined;
  const end = instant + edge - local;
  return zone.changeWithin(instant, end)?.at ?? end;
}

/** The local time at which to look again, or undefined when it is open. */
function nextEdge({ between, unless, dates }: ClosedHours, local: number): number | undefined {
  const midnight = startOfDay(local);
  if (dates.has(midnight)) return midnight + DAY_MS;
  const time = timeOfDay(local) / MINUTE_MS;
  const open = between.length === 0 || between.some((window) => holds(window, time));
  if (open && !unless.some((window) => holds(window, time))) return undefined;
  const edges = [...between, ...unless].flatMap(({ from, to }) => [from, to]).filter((edge) => edge > time);
  return midnight + Math.min(DAY_MS, ...edges.map((edge) => edge * MINUTE_MS));
}

function holds({ from, to }: DayWindow, minutes: number): boolean {
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}
