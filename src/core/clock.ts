/**
 * Time as a thing passed in. `now` is wall time in epoch ms; `monotonic` is ms from an arbitrary start and
 * never runs backwards. Nothing else in `src` may read a clock: a test moves time by hand.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. A `background` sleep does not keep the process alive. */
  sleep(ms: number, options?: SleepOptions): Promise<void>;
}

export interface SleepOptions {
  signal?: AbortSignal;
  background?: boolean;
}
