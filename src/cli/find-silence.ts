import { existsSync } from "node:fs";
import { liveness } from "../runner/process-identity.ts";
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
  const known = await store.schedules();
  if (known.length === 0) return { count: written, silence };
  // Brings the calculus of times along, which a list without schedules need not wait for.
  const { countWaiting } = await import("./count-waiting.ts");
  return { count: countWaiting(known, { written, environment, now }), silence };
}
