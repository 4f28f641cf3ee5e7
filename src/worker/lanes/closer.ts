import { closeBatch, type Lived } from "./close-batch.ts";
import type { LaneHouse } from "./lane.ts";

/** Closes runs that end within one turn of the loop in one transaction. */
export class Closer {
  readonly #house: LaneHouse;
  #waiting: Lived[] = [];
  #next: Promise<void> | null = null;

  constructor(house: LaneHouse) {
    this.#house = house;
  }

  /** Resolves when the row says so. */
  close(lived: Lived): Promise<void> {
    this.#waiting.push(lived);
    return (this.#next ??= this.#closeNext());
  }

  async #closeNext(): Promise<void> {
    await this.#house.clock.sleep(0);
    const batch = this.#waiting;
    this.#waiting = [];
    this.#next = null;
    await closeBatch(batch, this.#house);
  }
}
