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
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(Math.max(0, ms), LONGEST_TIMER));
    if (background) timer.unref();
    signal?.addEventListener("abort", wake, { once: true });
  });
}
