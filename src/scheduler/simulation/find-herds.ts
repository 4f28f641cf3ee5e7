import { MINUTE_MS } from "../timetable/local-time.ts";
import type { Firing } from "./firing.ts";

/** Schedules that start in the same minute. */
export interface Herd {
  /** The first such minute, epoch ms. */
  at: number;
  /** In how many minutes the very same ones meet. */
  times: number;
  ids: string[];
}

/** The minutes in which at least `least` runs start, the largest herd first. Firings come in the order of their starts. */
export function findHerds(firings: readonly Firing[], least: number): Herd[] {
  const herds = new Map<string, Herd>();
  let minute: string[] = [];
  for (const [index, { schedule, startsAt }] of firings.entries()) {
    minute.push(schedule.id);
    const at = minuteOf(startsAt);
    const next = firings[index + 1];
    if (next && minuteOf(next.startsAt) === at) continue;
    if (minute.length >= least) add(herds, at, minute.sort());
    minute = [];
  }
  return [...herds.values()].sort((a, b) => b.ids.length - a.ids.length || a.at - b.at);
}

function add(herds: Map<string, Herd>, at: number, ids: string[]): void {
  const key = ids.join("\n");
  const known = herds.get(key);
  if (known) known.times += 1;
  else herds.set(key, { at, times: 1, ids });
}

function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}
