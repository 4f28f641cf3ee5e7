import type { RegisteredSchedule } from "../core/schedule.ts";
import { activePause, isActiveIn } from "../scheduler/answers/next-tick.ts";

/** How many of the ledger's schedules and of those that are `written` wait for a tick here. */
export function countWaiting(
  known: readonly RegisteredSchedule[],
  { written, environment, now }: { written: number; environment: string; now: number },
): number {
  const waits = (state: RegisteredSchedule): boolean =>
    isActiveIn(state.schedule, environment) && activePause(state, now) === null;
  const dynamic = known.filter(({ schedule }) => schedule.source === "dynamic");
  // What is registered was judged; before the first tick, nothing of what is written is.
  const isRegistered = known.length > dynamic.length;
  return isRegistered ? known.filter(waits).length : written + dynamic.filter(waits).length;
}
