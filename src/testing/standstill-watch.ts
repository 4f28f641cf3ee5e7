import { createHook } from "node:async_hooks";
import type { SleepOptions } from "../core/clock.ts";
import { systemClock } from "../system-clock.ts";

/** How long nothing may have happened, in ms of real time. */
const QUIET_MS = 100;
/** What a process that waits uses of a CPU in that time, at most, in microseconds. */
const WAITING_CPU_US = 10_000;

/**
 * Looks whether a run in this process stands still: of what could still go on, nothing came to be since it began. A
 * test runner's own timers come and go; those are told from the run's by where they were set.
 */
export class StandstillWatch {
  readonly #ground = openKinds();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #hook;

  /** `isInRun`: whether the code that is running just now is the run's. */
  constructor(isInRun: () => boolean) {
    const timers = this.#timers;
    const hooks = {
      // Promises are many, and tell nothing of what they wait for.
      trackPromises: false,
      init(id: number, type: string, _cause: number, timer: object): void {
        if (type === "Timeout" && isInRun()) timers.set(id, timer as NodeJS.Timeout);
      },
      destroy(id: number): void {
        timers.delete(id);
      },
    };
    this.#hook = createHook(hooks).enable();
  }

  /**
   * Looks for a while. What is compressed or hashed on other threads is listed nowhere, so no CPU may be used either.
   */
  async standsStill(options: SleepOptions): Promise<boolean> {
    if (this.#isBusy()) {
      await systemClock.sleep(QUIET_MS / 10, options);
      return false;
    }
    const before = process.cpuUsage();
    await systemClock.sleep(QUIET_MS, options);
    const { user, system } = process.cpuUsage(before);
    return user + system <= WAITING_CPU_US && !this.#isBusy();
  }

  stop(): void {
    this.#hook.disable();
  }

  #isBusy(): boolean {
    const isAbove = ([kind, count]: [string, number]): boolean => count > (this.#ground.get(kind) ?? 0);
    return [...this.#timers.values()].some((timer) => timer.hasRef()) || [...openKinds()].some(isAbove);
  }
}

/** What keeps the loop alive besides timers, by its kind. */
function openKinds(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (kind !== "Timeout") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
