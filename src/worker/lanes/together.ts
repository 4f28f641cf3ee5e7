import type { Clock } from "../../core/clock.ts";

/** Writes down in one transaction what comes within one turn of the loop. */
export class Together<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  readonly #clock: Clock;
  #waiting: Item[] = [];
  #next: Promise<void> | null = null;

  constructor(write: (items: readonly Item[]) => Promise<void>, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Resolves when it is written. */
  add(item: Item): Promise<void> {
    this.#waiting.push(item);
    return (this.#next ??= this.#writeNext());
  }

  async #writeNext(): Promise<void> {
    await this.#clock.sleep(0);
    const items = this.#waiting;
    this.#waiting = [];
    this.#next = null;
    await this.#write(items);
  }
}
