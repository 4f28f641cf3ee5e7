import type { Clock } from "../core/clock.ts";
import type { Sweep } from "./rescuer.ts";

export interface SweepsHouse {
  clock: Clock;
  /** Closes the rows of owners that died. */
  rescue: () => Promise<Sweep>;
}

/** How soon it is noticed that the owner of an open attempt died, in ms: nobody writes that to the ledger. */
const SWEEP_EVERY_MS = 500;

/** When a worker looks for owners that died: twice a second as long as somebody lives an attempt, and no more often. */
export class Sweeps {
  readonly #house: SweepsHouse;
  #sweptAt = -Infinity;
  /** Attempts that somebody lives, this process or another. */
  #open = 0;

  constructor(house: SweepsHouse) {
    this.#house = house;
  }

  /** When the next is due, epoch ms. */
  get nextAt(): number {
    return this.#open > 0 ? this.#house.clock.now() + SWEEP_EVERY_MS : Infinity;
  }

  /** A busy worker claims many times a second. What opened since the last sweep is looked at with the next. */
  async sweepIfDue(): Promise<void> {
    if (this.#house.clock.monotonic() - this.#sweptAt < SWEEP_EVERY_MS) this.#open = Math.max(1, this.#open);
    else await this.sweep();
  }

  async sweep(): Promise<Sweep> {
    const swept = await this.#house.rescue();
    this.#sweptAt = this.#house.clock.monotonic();
    this.#open = swept.open;
    return swept;
  }
}
