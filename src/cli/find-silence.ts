import { existsSync } from "node:fs";
import type { RegisteredSchedule } from "../core/schedule.ts";
import { liveness } from "../runner/process-identity.ts";
import { activePause, isActiveIn } from "../scheduler/answers/next-tick.ts";
import {
  describeSilence,
  findTicking,
  NEVER_TICKED,
  SILENCE_LOOKED_AT_MS,
} from "../scheduler/answers/ticking.ts";
import type { Shell } from "./shell.ts";

/** How many schedules wait for a tick, and why none comes. */
export interface Silence {
  count: number;
  silence: string;
}

/**
 * What the ledger knows of `written` schedules and of others; null when something ticks. A ledger that is not there is
 * not made for it.
 */
export async function findSilence(written: number, shell: Shell): Promise<Silence | null> {
  const { database, environment } = await shell.config();
  if (!existsSync(database)) return { count: written, silence: NEVER_TICKED };
  const { store } = await shell.app();
  const now = shell.host.clock.now();
  const processes = await store.processes({ since: now - SILENCE_LOOKED_AT_MS });
  const silence = describeSilence(findTicking(processes, { now, judge: liveness }));
  // Where something ticks nobody counts: there may be a hundred thousand.
  if (silence === null) return null;
  return { count: countWaiting(await store.schedules(), { written, environment, now }), silence };
}

function countWaiting(
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
