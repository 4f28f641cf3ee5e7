import type { LoadedSchedules } from "../../scheduler/registry/load-schedules.ts";
import type { Shell } from "../shell.ts";

/** What nothing ticked yet, the ledger does not know, and cannot pause: all that is written is registered, as a tick would. */
export async function registerFirst(
  id: string,
  { schedules, registration }: LoadedSchedules,
  shell: Shell,
): Promise<void> {
  const isKnown = schedules.some(({ schedule, state }) => schedule.id === id && state !== null);
  if (isKnown) return;
  const { store } = await shell.app();
  await store.registerSchedules({ ...registration, now: shell.host.clock.now() });
}
