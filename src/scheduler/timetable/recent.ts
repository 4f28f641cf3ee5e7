/** Keeps what was made last, so that it need not be made again: at most so many, the one used longest ago goes first. */
export class Recent<Value> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;
  readonly #make: (key: string) => Value;

  constructor(most: number, make: (key: string) => Value) {
    this.#most = most;
    this.#make = make;
  }

  get(key: string): Value {
    const value = this.#values.get(key) ?? this.#make(key);
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
