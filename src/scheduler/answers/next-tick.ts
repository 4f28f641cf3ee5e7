import type { Pause, RegisteredSchedule, Schedule } from "../../core/schedule.ts";
import { timetableOf } from "../timetable/timetable.ts";

/** A pause that holds at `now`; one that ran out or was ended is still known until its ticks are settled. */
export function activePause(state: Pick<RegisteredSchedule, "pause"> | null, now: number): Pause | null {
  const pause = state?.pause ?? null;
  return pause !== null && (pause.until === null || pause.until > now) ? pause : null;
}

/** The pause into which an instant falls, which may be over by now. */
export function pauseAt(
  { pause, endedPauses = [] }: Pick<RegisteredSchedule, "pause" | "endedPauses">,
  instant: number,
): Pause | null {
  const pauses = pause === null ? endedPauses : [...endedPauses, pause];
  return pauses.findLast(({ at, until }) => at <= instant && (until === null || instant < until)) ?? null;
}

/** Whether a schedule runs in an environment: everywhere, unless it says where. */
export function isActiveIn({ environments }: Pick<Schedule, "environments">, environment: string): boolean {
  return environments.length === 0 || environments.includes(environment);
}

/** The next tick that will run, epoch ms; null when there is none, or none before somebody resumes it. */
export function nextTick(
  { schedule, state }: { schedule: Schedule; state: RegisteredSchedule | null },
  { now, environment }: { now: number; environment: string },
): number | null {
  const pause = activePause(state, now);
  if (!isActiveIn(schedule, environment) || (pause && pause.until === null)) return null;
  // The instant at which a pause ends is no part of it.
  const after = pause?.until == null ? now : pause.until - 1;
  return timetableOf(schedule).next(Math.max(after, state?.watermark ?? after));
}

/** The clocks of two machines on one ledger may differ by so much, in ms. */
const TOLERANCE_MS = 60_000;

/** Its ticks are settled beyond `now`: something ticked while the clock was ahead, and none of them comes again. */
export function isAhead(state: Pick<RegisteredSchedule, "watermark"> | null, now: number): boolean {
  return state !== null && state.watermark > now + TOLERANCE_MS;
}
