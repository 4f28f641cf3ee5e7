import type { Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";

/** More runs than this at once, and somebody should look at `status`. */
const RUNNING_LOOKED_AT = 1_000;

/** The run that holds the key of another, among those that run. Whether the other has to wait for it, its policy says. */
export function holderOf({ concurrencyKey }: Run, running: readonly Run[]): Run | undefined {
  return concurrencyKey === null ? undefined : running.find((run) => run.concurrencyKey === concurrencyKey);
}

/** The same, of all that run. */
export async function findHolder(run: Run, store: Pick<Store, "listRuns">): Promise<Run | undefined> {
  const { runs } = await store.listRuns({ states: ["running"] }, { limit: RUNNING_LOOKED_AT });
  return holderOf(run, runs);
}
