import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import { faultOf } from "../core/thrown.ts";

/** How soon what failed is tried again, in ms. */
const RETRY_MS = 1_000;

export interface StallHouse {
  clock: Clock;
  events: EventBus;
  /** Nobody waits any more. */
  stopping: AbortSignal;
}

/** Runs cannot be claimed or closed: that is told once, until they can again. */
export class Stall {
  readonly #house: StallHouse;
  #isTold = false;

  constructor(house: StallHouse) {
    this.#house = house;
  }

  tell(error: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#house.events.emit({ type: "dispatcher.stalled", why: faultOf(error) });
  }

  /** What failed is tried again, but not at once. */
  async waitOut(error: unknown): Promise<void> {
    this.tell(error);
    await this.#house.clock.sleep(RETRY_MS, { signal: this.#house.stopping });
  }

  end(): void {
    this.#isTold = false;
  }
}
