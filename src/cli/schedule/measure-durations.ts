import type { Run } from "../../core/run.ts";
import type { Schedule } from "../../core/schedule.ts";
import type { Store } from "../../store/store.ts";

/** So many of the last runs say how long the next one takes. */
const RUNS = 20;

/** How long a run of each schedule takes, in ms, by id: nine of ten of its last runs took no longer. */
export async function measureDurations(
  schedules: readonly Schedule[],
  store: Pick<Store, "listRuns">,
): Promise<Map<string, number>> {
  const durations = new Map<string, number>();
  for (const { id } of schedules) {
    const { runs } = await store.listRuns({ scheduleId: id, states: ["succeeded"] }, { limit: RUNS });
    const duration = ninetieth(runs.map(tookMs));
    if (duration !== undefined) durations.set(id, duration);
  }
  return durations;
}

function tookMs({ startedAt, finishedAt }: Run): number {
  return Math.max(0, (finishedAt ?? 0) - (startedAt ?? 0));
}

function ninetieth(durations: number[]): number | undefined {
  const sorted = durations.sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.9) - 1];
}
