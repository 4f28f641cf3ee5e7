import type { Timetable } from "../../../src/scheduler/timetable/timetable.ts";

/** A timetable that is due at these instants, which are in order. */
export function timetable(instants: readonly number[]): Timetable {
  return { next: (after) => instants.find((instant) => instant > after) ?? null };
}
