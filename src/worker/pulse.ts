import type { Clock } from "../core/clock.ts";
import { newId } from "../core/ids.ts";
import type { Owner } from "../core/run.ts";
import type { ErrandProcess, WorkStore } from "../store/work-store.ts";

export interface PulseHouse {
  store: Pick<WorkStore, "beat">;
  clock: Clock;
  owner: Owner;
}

const BEAT_EVERY_MS = 10_000;

/** The row that says that this process is there, and what for. */
export class Pulse {
  readonly #house: PulseHouse;
  readonly #row;
  #lastBeat = -Infinity;

  constructor(house: PulseHouse, what: Pick<ErrandProcess, "kind" | "queues">) {
    this.#house = house;
    const now = house.clock.now();
    this.#row = { ...what, id: newId(now), owner: house.owner, startedAt: now };
  }

  async beatIfDue(): Promise<void> {
    const { clock, store } = this.#house;
    if (clock.monotonic() - this.#lastBeat < BEAT_EVERY_MS) return;
    await store.beat({ ...this.#row, heartbeatAt: clock.now(), stoppedAt: null });
    this.#lastBeat = clock.monotonic();
  }

  /** A ledger that cannot take this last word will be told by the silence. */
  async stop(): Promise<void> {
    const now = this.#house.clock.now();
    await this.#house.store.beat({ ...this.#row, heartbeatAt: now, stoppedAt: now }).catch(() => undefined);
  }
}
