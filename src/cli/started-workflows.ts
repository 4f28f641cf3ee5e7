import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import type { Store } from "../store/store.ts";
import type { Member } from "../store/workflow-store.ts";

/** A workflow that a run started by `ctx.start`, with its runs. */
export interface StartedOne {
  workflowId: string;
  members: Member[];
}

/** The ids of the workflows that some of a run's children are of, and the run is not, the oldest first. */
export function startedIn(children: readonly Run[], run: Run): string[] {
  const ids = children.toReversed().flatMap(({ workflowId }) => workflowId ?? []);
  return [...new Set(ids)].filter((id) => id !== run.workflowId);
}

/** The newest of a run's children, which are read: workflows begin with many at once. */
export const CHILDREN_READ = 200;

/** The workflows that a run started and that are not over, the oldest first. */
export async function findLiveStarted(run: Run, store: Store): Promise<string[]> {
  const { runs } = await store.listRuns({ parentId: run.id }, { limit: CHILDREN_READ });
  const live: string[] = [];
  for (const id of startedIn(runs, run))
    if ((await store.workflow(id)).some((one) => !isFinal(one.run.state))) live.push(id);
  return live;
}
