import type { EnqueuedRun } from "../command/enqueue.ts";
import { ErrandError } from "../core/errors.ts";
import type { StartedWorkflow, Workflow } from "../core/workflow.ts";
import { prepareJobs, type EnqueueHouse, type Wish } from "../queue/enqueuer.ts";
import { nameMembers, prepareWorkflow } from "../queue/workflow/start-workflow.ts";
import type { BorrowedQueue } from "../store/sqlite/borrowed.ts";

/** Enqueues in the application's own transaction: what it enqueued is there when that is committed, and else it is not. */
export async function enqueueWithin(
  wishes: readonly Wish[],
  queue: BorrowedQueue,
  { isInTransaction, ...house }: Omit<EnqueueHouse, "store"> & { isInTransaction: boolean },
): Promise<EnqueuedRun[]> {
  const jobs = await prepareJobs(wishes, house);
  refuseLate(queue, isInTransaction);
  return queue.enqueue(jobs, { host: house.host, now: house.clock.now() });
}

/** The same for the runs of a workflow. */
export async function startWithin(
  workflow: Workflow,
  queue: BorrowedQueue,
  { isInTransaction, ...house }: Omit<EnqueueHouse, "store"> & { isInTransaction: boolean },
): Promise<StartedWorkflow> {
  const members = await prepareWorkflow(workflow, house);
  refuseLate(queue, isInTransaction);
  queue.enqueueWorkflow(members, { host: house.host, now: house.clock.now() });
  return nameMembers(members);
}

/** A promise that nobody awaited: the application committed, or gave up, while args were being checked. */
function refuseLate(queue: BorrowedQueue, isInTransaction: boolean): void {
  if (!isInTransaction || queue.isInTransaction) return;
  throw new ErrandError(
    "usage",
    "the application's transaction was over before the run was enqueued in it: await the enqueue before the commit",
  );
}
