import type { Config } from "../../config.ts";
import type { EventBus } from "../../core/events.ts";
import type { Store } from "../../store/store.ts";
import { readWritten } from "./load-schedules.ts";

export interface RegisterHouse {
  config: Config;
  store: Pick<Store, "findSchedule" | "registerSchedules">;
  events: EventBus;
}

/** Makes the ledger's schedules what modules and config say now, as far as they can be read, and tells what changed. */
export async function registerSchedules(
  { config, store, events }: RegisterHouse,
  now: number,
): Promise<void> {
  const loaded = await readWritten(config, { now, find: (id) => store.findSchedule(id) });
  const changes = await store.registerSchedules({ ...loaded.registration, now });
  const faults = [
    ...loaded.faults.map(({ message }) => message),
    ...loaded.broken.map(({ file, error }) => (error.includes(file) ? error : `${file}: ${error}`)),
  ];
  for (const message of faults) events.emit({ type: "schedule.faulty", message });
  if (changes.added.length + changes.changed.length + changes.removed.length > 0)
    events.emit({ type: "schedules.registered", ...changes });
}
