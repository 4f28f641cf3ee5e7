import type { EnqueuedRun } from "../command/enqueue.ts";
import { ErrandError } from "../core/errors.ts";
import { prepareJob, type EnqueueHouse, type Wish } from "../queue/enqueuer.ts";
import type { NewJob } from "../store/queue-store.ts";
import type { BorrowedQueue } from "../store/sqlite/borrowed.ts";

/** Enqueues in the application's own transaction: what it enqueued is there when that is committed, and else it is not. */
export async function enqueueWithin(
  wishes: readonly Wish[],
  queue: BorrowedQueue,
  { isInTransaction, ...house }: Omit<EnqueueHouse, "store"> & { isInTransaction: boolean },
): Promise<EnqueuedRun[]> {
  const jobs: NewJob[] = [];
  for (const wish of wishes) jobs.push(await prepareJob(wish, house));
  // A promise that nobody awaited: the application committed, or gave up, while args were being checked.
  if (isInTransaction && !queue.isInTransaction)
    throw new ErrandError(
      "usage",
      "the application's transaction was over before the run was enqueued in it: await the enqueue before the commit",
    );
  return queue.enqueue(jobs, { host: house.host, now: house.clock.now() });
}
