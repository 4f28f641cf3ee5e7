/**
 * Keeps what was made last, so that it need not be made again: at most so many, and surely the half of them that was
 * used last. In two generations: to order one by use, each use would take an entry out and put it in again, and a map
 * that is changed so is copied again and again, ten megabytes on a scheduler's day.
 */
export class Recent<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #most: number;
  readonly #make: (key: string) => Value;

  constructor(most: number, make: (key: string) => Value) {
    this.#most = most;
    this.#make = make;
  }

  get(key: string): Value {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const value = this.#old.get(key) ?? this.#make(key);
    if (this.#young.size >= this.#most / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
