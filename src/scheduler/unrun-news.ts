import type { Tick } from "../core/schedule.ts";

/**
 * What of the ticks that did not run is told. Neighbours of one schedule, verdict and reason are one piece of news,
 * over all passes, as they are one row in the ledger: a year that nothing ticked is settled in a thousand portions, and
 * a schedule that is paused, or at home in another environment, says so once.
 */
export class UnrunNews {
  /** By schedule, what was told last, unless it ran since. */
  readonly #told = new Map<string, Tick>();

  /** The stretches of a pass's ticks that are news. */
  of(ticks: readonly Tick[]): Tick[] {
    const stretches: Tick[] = [];
    const placeOf = new Map<string, number>();
    for (const tick of ticks) {
      const { scheduleId, verdict } = tick;
      const told = this.#told.get(scheduleId);
      if (verdict === "run") {
        this.#told.delete(scheduleId);
      } else if (told && isEqual(told, tick)) {
        const place = placeOf.get(scheduleId) ?? -1;
        const last = stretches[place];
        if (last) stretches[place] = joined(last, tick);
      } else {
        this.#told.set(scheduleId, tick);
        placeOf.set(scheduleId, stretches.push(tick) - 1);
      }
    }
    return stretches;
  }
}

function isEqual(one: Tick, other: Tick): boolean {
  return one.verdict === other.verdict && one.reason === other.reason;
}

function joined(one: Tick, { through, count, settledAt }: Tick): Tick {
  return { ...one, through, count: one.count + count, settledAt };
}
