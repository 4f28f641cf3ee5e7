import type { Clock, SleepOptions } from "../core/clock.ts";

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves time on by `ms`, waking every sleeper on its way at its own instant, and lets what they do happen. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleepers: number;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

/** A manual clock that shows `start`: a Date, an ISO text, or epoch ms. */
export function manualClock(start: Date | string | number = 0): ManualClock {
  const origin = new Date(start).getTime();
  const sleepers = new Set<Sleeper>();
  let now = origin;
  let turning = 0;
  const settle = async (): Promise<void> => {
    do await runWhatIsReady();
    while (turning > 0);
  };
  return {
    now: () => now,
    monotonic: () => now - origin,
    sleep: (ms, options) => sleep(sleepers, now + Math.max(0, ms), options),
    async turn() {
      turning += 1;
      await runWhatIsReady();
      turning -= 1;
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let next = earliest(sleepers, end); next; next = earliest(sleepers, end)) {
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}

function sleep(sleepers: Set<Sleeper>, at: number, { signal }: SleepOptions = {}): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      sleepers.delete(sleeper);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const sleeper = { at, wake };
    if (signal?.aborted) return wake();
    sleepers.add(sleeper);
    signal?.addEventListener("abort", wake, { once: true });
  });
}

function earliest(sleepers: Set<Sleeper>, end: number): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) if (sleeper.at <= end && (!first || sleeper.at < first.at)) first = sleeper;
  return first;
}

/** Promise reactions, and what they make ready in turn. */
async function runWhatIsReady(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
