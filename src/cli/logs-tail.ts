import type { Item } from "./logs-lines.ts";

/** Lets only the last so many items through: it holds them back until it is told that there are no more. */
export class Tail {
  readonly #count: number;
  #held: Item[] | null = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** Nothing while it holds items back; everything from then on. */
  take(items: Item[]): Item[] {
    if (this.#held === null) return items;
    this.#held = lastOf([...this.#held, ...items], this.#count);
    return [];
  }

  /** The items that were held back. Later ones pass. */
  release(): Item[] {
    const held = this.#held ?? [];
    this.#held = null;
    return held;
  }
}

/** `slice(-0)` would be all of them. */
function lastOf(items: Item[], count: number): Item[] {
  return items.slice(Math.max(0, items.length - count));
}
