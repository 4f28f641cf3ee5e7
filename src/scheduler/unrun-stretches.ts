import type { Tick } from "../core/schedule.ts";

/**
 * What of a pass's ticks did not run, as it is told: neighbours of one schedule, verdict and reason are one stretch.
 * A year that nothing ticked is settled in a thousand portions, and is one piece of news.
 */
export function unrunStretches(ticks: readonly Tick[]): Tick[] {
  const stretches: Tick[] = [];
  const lastOf = new Map<string, number>();
  for (const tick of ticks) {
    const place = lastOf.get(tick.scheduleId) ?? -1;
    const last = stretches[place];
    if (last && isEqual(last, tick)) stretches[place] = joined(last, tick);
    else if (tick.verdict === "run") lastOf.delete(tick.scheduleId);
    else lastOf.set(tick.scheduleId, stretches.push(tick) - 1);
  }
  return stretches;
}

function isEqual(one: Tick, other: Tick): boolean {
  return one.verdict === other.verdict && one.reason === other.reason;
}

function joined(one: Tick, { through, count, settledAt }: Tick): Tick {
  return { ...one, through, count: one.count + count, settledAt };
}
