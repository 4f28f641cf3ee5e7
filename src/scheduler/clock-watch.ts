import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";

/** Wall time and real time may part by so much between two looks before it is worth a word, in ms. */
const TOLERANCE_MS = 2_000;

/** Notices that the clock was set, or that the machine slept: wall time moved otherwise than real time did. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #events: EventBus;
  #difference: number;

  constructor({ clock, events }: { clock: Clock; events: EventBus }) {
    this.#clock = clock;
    this.#events = events;
    this.#difference = clock.now() - clock.monotonic();
  }

  look(): void {
    const difference = this.#clock.now() - this.#clock.monotonic();
    const byMs = Math.round(difference - this.#difference);
    this.#difference = difference;
    if (Math.abs(byMs) > TOLERANCE_MS) this.#events.emit({ type: "clock.jumped", byMs });
  }
}
