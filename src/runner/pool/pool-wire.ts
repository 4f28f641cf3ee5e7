import type { PooledRun, PoolOrder, PoolWord } from "./pool-words.ts";

type Warm = Extract<PoolOrder, { type: "warm" }>;

/** What is asked of a child beside its runs. */
export interface WireListener {
  onOrphaned: () => void;
  onLoad: (command: string) => void;
}

/** A pool child's end of the wire to its worker. */
export class PoolWire {
  readonly #send: (word: PoolWord, done: () => void) => void;
  readonly #warm = Promise.withResolvers<Warm>();
  #abort = new AbortController();
  /** Those that wait, from `#next` on. */
  #runs: PooledRun[] = [];
  #next = 0;
  #more = Promise.withResolvers<void>();
  #goOn = Promise.withResolvers<void>();

  /** Takes the wire of this process for itself: commands should find a process like any other. */
  constructor({ onOrphaned, onLoad }: WireListener) {
    const send = process.send?.bind(process);
    this.#send = (word, done) => send?.(word, undefined, undefined, done);
    Object.assign(process, { send: undefined });
    process.on("message", (order: PoolOrder) => this.#take(order, onLoad));
    process.once("disconnect", onOrphaned);
  }

  get warm(): Promise<Warm> {
    return this.#warm.promise;
  }

  /** Resolves when the word is on its way. */
  tell(word: PoolWord): Promise<void> {
    return new Promise((resolve) => this.#send(word, resolve));
  }

  /** Resolves when the worker has heard that the run at that place is over, and all it said before was heard here. */
  async askToGoOn(place: number): Promise<void> {
    this.#goOn = Promise.withResolvers();
    await this.tell({ type: "stood", place });
    await this.#goOn.promise;
  }

  /** The one whose turn it is; undefined when none waits. */
  take(): PooledRun | undefined {
    const run = this.#runs[this.#next];
    this.#next += 1;
    if (run) return run;
    this.#runs = [];
    this.#next = 0;
    return undefined;
  }

  /** Resolves when one waits. */
  async whenMore(): Promise<void> {
    while (this.#runs.length <= this.#next) {
      await this.#more.promise;
      this.#more = Promise.withResolvers();
    }
  }

  /** Aborts when the worker wants the run to end that begins now. */
  newSignal(): AbortSignal {
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  #take(order: PoolOrder, onLoad: WireListener["onLoad"]): void {
    if (order.type === "load") onLoad(order.command);
    else if (order.type === "warm") this.#warm.resolve(order);
    else if (order.type === "abort") this.#abort.abort(new DOMException(order.message, order.name));
    else if (order.type === "goOn") this.#goOn.resolve();
    else if (order.type === "recall") void this.tell({ type: "returned", count: this.#letGo() });
    else {
      this.#runs.push(...order.runs);
      this.#more.resolve();
    }
  }

  #letGo(): number {
    return this.#runs.splice(this.#next).length;
  }
}
