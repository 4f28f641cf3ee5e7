import type { PooledRun, PoolOrder, PoolWord } from "./pool-words.ts";

type Warm = Extract<PoolOrder, { type: "warm" }>;

/** A pool child's end of the wire to its worker. */
export class PoolWire {
  readonly #send: (word: PoolWord, done: () => void) => void;
  readonly #warm = Promise.withResolvers<Warm>();
  #abort = new AbortController();
  #runs: PooledRun[] = [];
  #more = Promise.withResolvers<null>();

  /** Takes the wire of this process for itself: commands should find a process like any other. */
  constructor(onOrphaned: () => void) {
    const send = process.send?.bind(process);
    this.#send = (word, done) => send?.(word, undefined, undefined, done);
    Object.assign(process, { send: undefined });
    process.on("message", (order: PoolOrder) => this.#take(order));
    process.once("disconnect", onOrphaned);
  }

  get warm(): Promise<Warm> {
    return this.#warm.promise;
  }

  /** Resolves when the word is on its way. */
  tell(word: PoolWord): Promise<void> {
    return new Promise((resolve) => this.#send(word, resolve));
  }

  /** The runs that came meanwhile; one at least. */
  async next(): Promise<PooledRun[]> {
    if (this.#runs.length === 0) await this.#more.promise;
    const runs = this.#runs;
    this.#runs = [];
    this.#more = Promise.withResolvers();
    return runs;
  }

  /** Aborts when the worker wants the run to end that begins now. */
  newSignal(): AbortSignal {
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  #take(order: PoolOrder): void {
    if (order.type === "warm") this.#warm.resolve(order);
    else if (order.type === "abort") this.#abort.abort(new DOMException(order.message, order.name));
    else {
      this.#runs.push(...order.runs);
      this.#more.resolve(null);
    }
  }
}
