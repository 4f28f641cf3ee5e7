import { existsSync } from "node:fs";
import type { RegisteredSchedule } from "../core/schedule.ts";
import { liveness } from "../runner/process-identity.ts";
import { activePause, isActiveIn } from "../scheduler/answers/next-tick.ts";
import { describeSilence, findTicking, SILENCE_LOOKED_AT_MS } from "../scheduler/answers/ticking.ts";
import type { Shell } from "./shell.ts";

/** How many schedules wait for a tick, and why none comes; null when something ticks. */
export interface Silence {
  count: number;
  silence: string | null;
}

/** What the ledger knows of `written` schedules and of others. One that is not there is not made for it. */
export async function findSilence(written: number, shell: Shell): Promise<Silence> {
  const { database, environment } = await shell.config();
  if (!existsSync(database)) return { count: written, silence: describeSilence({ alive: [], last: null }) };
  const { store } = await shell.app();
  const now = shell.host.clock.now();
  const waits = (state: RegisteredSchedule): boolean =>
    isActiveIn(state.schedule, environment) && activePause(state, now) === null;
  const known = await store.schedules();
  const dynamic = known.filter(({ schedule }) => schedule.source === "dynamic");
  // What is registered was judged; before the first tick, nothing of what is written is.
  const isRegistered = known.length > dynamic.length;
  const count = isRegistered ? known.filter(waits).length : written + dynamic.filter(waits).length;
  const processes = await store.processes({ since: now - SILENCE_LOOKED_AT_MS });
  return { count, silence: describeSilence(findTicking(processes, { now, judge: liveness })) };
}
