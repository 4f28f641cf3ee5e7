import type { Clock, SleepOptions } from "./core/clock.ts";

/** The real time. The only room that may read it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // `performance` would load a room of its own at the first look.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  sleep,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

// Node's timers overflow to 1 ms beyond this many ms.
const LONGEST_TIMER = 2 ** 31 - 1;

function sleep(ms: number, { signal, background = false }: SleepOptions = {}): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    let timer: NodeJS.Timeout;
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    // By the clock, not by what was left: whoever stood still for a day must not sleep a day longer.
    const until = ms > LONGEST_TIMER ? systemClock.monotonic() + ms : 0;
    const arm = (left: number): void => {
      const isLong = left > LONGEST_TIMER;
      const next = isLong ? () => arm(until - systemClock.monotonic()) : wake;
      timer = setTimeout(next, isLong ? LONGEST_TIMER : Math.max(0, left));
      if (background) timer.unref();
    };
    arm(ms);
    signal?.addEventListener("abort", wake, { once: true });
  });
}
