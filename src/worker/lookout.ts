import type { Clock } from "../core/clock.ts";

export interface LookoutHouse {
  clock: Clock;
  /** Differs when another process committed. */
  version: () => number;
  /** Calls a listener when some process writes, a moment before it commits, where the system tells. Returns how to stop. */
  watchWrites: (onWrite: () => void) => () => void;
}

export interface Watch {
  /** The version that is known. */
  since: number;
  /** What is due anyway, epoch ms. */
  until: number;
  /** There was work a moment ago: more of it is likely. */
  isBusy: boolean;
  signal: AbortSignal;
}

/** How far looks are apart while others write, and where nobody tells of writes, in ms. */
const LOOK_EVERY_MS = 50;
const LOOK_WHEN_BUSY_MS = 5;
/** How soon after a first word the first look is worth it, in ms: what was written has to be made durable first. */
const FIRST_LOOK_MS = 2;
/** After so long without a word of a write nothing is on its way any more, in ms. */
const CALM_MS = 250;
/**
 * How far looks are apart in a calm, in ms. A look wakes a processor from its sleep, which takes 0.3 ms of it: every
 * 50 ms half a percent, for nothing.
 */
const REST_MS = 500;

/**
 * Waits until another process has written to the ledger. It sleeps until the system tells of a write, then looks at
 * ever longer intervals whether that was committed. Until it was told once it looks again and again.
 */
export class Lookout {
  readonly #house: LookoutHouse;
  #stopWatching: (() => void) | null = null;
  #toldAt: number | null = null;
  /** When the first word came after a calm. */
  #stirredAt = -Infinity;
  #sleep = new AbortController();

  constructor(house: LookoutHouse) {
    this.#house = house;
  }

  /**
   * Resolves when another process committed, at `until`, when the clock was set back (what is due is to be asked anew),
   * or when `signal` aborts; after one sleep at the soonest.
   */
  async wait(watch: Watch): Promise<void> {
    this.#stopWatching ??= this.#house.watchWrites(() => this.#hear());
    const stir = (): void => this.#stir();
    watch.signal.addEventListener("abort", stir, { once: true });
    try {
      await this.#look(watch);
    } finally {
      watch.signal.removeEventListener("abort", stir);
    }
  }

  async #look({ since, until, isBusy, signal }: Watch): Promise<void> {
    const { clock, version } = this.#house;
    let seenAt = -Infinity;
    for (let first = true; !signal.aborted; first = false) {
      const now = clock.now();
      const isOver = now >= until || version() !== since || now < seenAt;
      seenAt = now;
      if (isOver && !first) return;
      const every = isOver || !this.#isCalm ? this.#lookEvery(isBusy) : REST_MS;
      await clock.sleep(Math.min(every, until - now), { signal: this.#sleep.signal });
    }
  }

  stop(): void {
    this.#stopWatching?.();
  }

  get #isCalm(): boolean {
    return this.#toldAt !== null && this.#house.clock.monotonic() - this.#toldAt >= CALM_MS;
  }

  #lookEvery(isBusy: boolean): number {
    const longest = isBusy ? LOOK_WHEN_BUSY_MS : LOOK_EVERY_MS;
    if (this.#toldAt === null) return longest;
    const stirredFor = this.#house.clock.monotonic() - this.#stirredAt;
    return Math.min(longest, Math.max(FIRST_LOOK_MS, stirredFor));
  }

  #hear(): void {
    const wasCalm = this.#toldAt === null || this.#isCalm;
    this.#toldAt = this.#house.clock.monotonic();
    if (!wasCalm) return;
    this.#stirredAt = this.#toldAt;
    this.#stir();
  }

  /** Ends the sleep; the next one is another. */
  #stir(): void {
    const sleep = this.#sleep;
    this.#sleep = new AbortController();
    sleep.abort();
  }
}
