/**
 * Time as a thing passed in. `now` is wall time in epoch ms; `monotonic` is ms from an arbitrary start and
 * never runs backwards. Nothing else in `src` may read a clock: a test moves time by hand.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. A `background` sleep does not keep the process alive. */
  sleep(ms: number, options?: SleepOptions): Promise<void>;
  /** Resolves after one turn of the loop, in which timers that are due and whatever came in are heard. No time has to pass. */
  turn(): Promise<void>;
}

export interface SleepOptions {
  signal?: AbortSignal;
  background?: boolean;
}

/**
 * Sleeps as a limit on others does. This process may have stood still meanwhile, and its timers go before what lies in
 * its pipes, wires and sockets: after a turn of the loop, whoever was in time has been heard.
 */
export async function sleepAndHear(clock: Clock, ms: number, options: SleepOptions = {}): Promise<void> {
  await clock.sleep(ms, options);
  await clock.turn();
}
