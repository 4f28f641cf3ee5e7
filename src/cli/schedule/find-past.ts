import type { ListedSchedule, LoadedSchedules } from "../../scheduler/load-schedules.ts";
import { findSchedule } from "./find-schedule.ts";

/** As `findSchedule`, and those that are removed: their history is still there to be asked for. */
export function findPastOrPresent(name: string, loaded: LoadedSchedules, verb: string): ListedSchedule {
  const named = loaded.schedules.filter(({ schedule }) => schedule.id === name);
  const removed = named.find(({ standing }) => standing === "removed");
  return named.length === 1 && removed ? removed : findSchedule(name, loaded, verb);
}
