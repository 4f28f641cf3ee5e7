import { getEventListeners } from "node:events";
import type { ChildOrder, ChildWord } from "./child-words.ts";

type OrderOf<Type extends ChildOrder["type"]> = Extract<ChildOrder, { type: Type }>;

/** A child's end of the wire to the scheduler that forked it. */
export class ParentWire {
  readonly #send: (word: ChildWord, done: () => void) => void;
  readonly #orders = new Map<ChildOrder["type"], PromiseWithResolvers<ChildOrder>>();
  readonly #abort = new AbortController();

  /** Takes the wire of this process for itself: commands should find a process like any other. */
  constructor(onOrphaned: () => void) {
    const send = process.send?.bind(process);
    this.#send = (word, done) => send?.(word, undefined, undefined, done);
    // Not `disconnect` too: Node calls it itself when the other end is gone.
    Object.assign(process, { send: undefined });
    process.on("message", (order: ChildOrder) => this.#take(order));
    process.once("disconnect", onOrphaned);
  }

  /** Aborts when the scheduler wants the run to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves when the word is on its way, whatever becomes of this process then. */
  tell(word: ChildWord): Promise<void> {
    return new Promise((resolve) => this.#send(word, () => resolve()));
  }

  /** The order of that type; each comes once. */
  async hear<Type extends ChildOrder["type"]>(type: Type): Promise<OrderOf<Type>> {
    return (await this.#slot(type).promise) as OrderOf<Type>;
  }

  /** From now on the wire alone does not keep this process alive. */
  unref(): void {
    process.channel?.unref();
  }

  /** From now on the wire keeps this process alive, where the command itself waits for what comes over it. */
  refIfHeeded(): boolean {
    const isHeeded = getEventListeners(this.signal, "abort").length > 0;
    if (isHeeded) process.channel?.ref();
    return isHeeded;
  }

  #take(order: ChildOrder): void {
    if (order.type === "abort") this.#abort.abort(new DOMException(order.message, order.name));
    else this.#slot(order.type).resolve(order);
  }

  #slot(type: ChildOrder["type"]): PromiseWithResolvers<ChildOrder> {
    const slot = this.#orders.get(type) ?? Promise.withResolvers<ChildOrder>();
    this.#orders.set(type, slot);
    return slot;
  }
}
