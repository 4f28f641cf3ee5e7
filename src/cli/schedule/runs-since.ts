import type { Run } from "../../core/run.ts";
import { withRunSince, withRunsSince, type Why } from "../../scheduler/answers/why.ts";
import type { Store } from "../../store/store.ts";

/** More runs by hand than this within a stretch are not counted. */
const RUNS_LOOKED_AT = 1_000;

/** The same answer, with what became of the runs that a person had made for its ticks later on. */
export async function tellRunsSince(why: Why, store: Store): Promise<Why> {
  if (why.count > 1) return withRunsSince(why, await findRunsWithin(why, store));
  return withRunSince(why, (await findRunSince(why, store)) ?? null);
}

/** The newest for one instant: backfill and retry make them, whatever the verdict was. */
async function findRunSince(
  { scheduleId, scheduledFor, runId }: Why,
  store: Store,
): Promise<Run | undefined> {
  const { runs } = await store.listRuns({ scheduleId, scheduledFor }, { limit: 1 });
  return runs.find(({ id }) => id !== runId);
}

/** The newest of each tick of a stretch, none of which has a run of its own. */
async function findRunsWithin({ scheduleId, scheduledFor, through }: Why, store: Store): Promise<Run[]> {
  const pages = (["catch_up", "retry"] as const).map((trigger) =>
    store.listRuns({ scheduleId, trigger }, { limit: RUNS_LOOKED_AT }),
  );
  const runs = (await Promise.all(pages)).flatMap((page) => page.runs);
  const newest = new Map<number, Run>();
  for (const run of runs.toSorted((a, b) => a.requestedAt - b.requestedAt)) {
    const tick = run.scheduledFor;
    if (tick !== null && tick >= scheduledFor && tick <= through) newest.set(tick, run);
  }
  return [...newest.values()];
}
