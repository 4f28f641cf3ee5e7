import type { EventBus } from "../core/events.ts";
import { faultOf } from "../core/thrown.ts";

/** A ledger that does not answer is asked again, by whoever comes next; it is told once. */
export class Patience {
  readonly #events: EventBus;
  #stalled = false;

  constructor(events: EventBus) {
    this.#events = events;
  }

  /** Never rejects. */
  async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#stalled = false;
    } catch (error) {
      if (!this.#stalled) this.#events.emit({ type: "teller.stalled", why: faultOf(error) });
      this.#stalled = true;
    }
  }
}
