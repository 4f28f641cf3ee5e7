import type { RegisteredSchedule } from "../core/schedule.ts";
import type { Store } from "../store/store.ts";
import { timetableOf, type Timetable } from "./timetable/timetable.ts";

export interface KnownSchedule {
  state: RegisteredSchedule;
  timetable: Timetable;
}

/** A schedule takes a kilobyte or two, and most of a great many are not due today. */
const MOST_KEPT = 4_000;

/** The schedules that were due of late; every other is read when it is due. */
export class KnownSchedules {
  readonly #store: Pick<Store, "findSchedule">;
  readonly #kept = new Map<string, KnownSchedule>();

  constructor(store: Pick<Store, "findSchedule">) {
    this.#store = store;
  }

  /** Undefined when it is not there any more. */
  async find(id: string): Promise<KnownSchedule | undefined> {
    const known = this.#kept.get(id) ?? (await this.#read(id));
    if (!known) return undefined;
    // Put last, once there is no room for all: the first is the one that was due the longest ago. A map whose entries
    // are taken out and put in again is copied again and again, and few ledgers have so many schedules.
    if (this.#kept.size > MOST_KEPT / 2) this.#kept.delete(id);
    this.#kept.set(id, known);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return known;
  }

  settled(id: string, watermark: number): void {
    const known = this.#kept.get(id);
    // In place: a copy for each tick lives until the next one, and so to an age at which V8 seldom takes it away.
    if (known) known.state.watermark = watermark;
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  async #read(id: string): Promise<KnownSchedule | undefined> {
    const state = await this.#store.findSchedule(id);
    if (!state || state.removedAt !== null) return undefined;
    return { state, timetable: timetableOf(state.schedule) };
  }
}
