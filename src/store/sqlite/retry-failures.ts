import type { FailureRetry, RetriedBy, RetriedFailure } from "../failure-store.ts";
import type { Enqueued } from "../queue-store.ts";
import { recordAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { enqueue } from "./enqueue.ts";
import { findLiveRetry } from "./live-retry.ts";

/** Queues what is to repeat open failures, in the caller's write transaction: of two who retry one, the second makes no run. */
export function retryFailures(
  connection: Connection,
  retries: readonly FailureRetry[],
  by: RetriedBy,
): RetriedFailure[] {
  return retries.map(({ runId, job }) => {
    if (!connection.first(OPEN, { runId })) return { runId, kind: "closed" };
    const live = findLiveRetry(connection, runId);
    if (live) return { runId, kind: "retrying", retry: live };
    const [retry] = enqueue(connection, [job], by);
    if (!retry) throw new Error(`the retry of run ${runId} was not answered`);
    // Where other work has its dedupe key, nothing was queued.
    if (retry.kind === "queued") audit(connection, runId, { retry, by });
    return { runId, kind: "retried", retry };
  });
}

const OPEN =
  "select 1 from failures where run = (select seq from runs where id = :runId) and closed_at is null";

function audit(
  connection: Connection,
  target: string,
  { retry, by }: { retry: Enqueued; by: RetriedBy },
): void {
  const [at, action] = [by.now, "dead retry"];
  recordAudit(connection, { at, actor: by.by, action, target, note: noteOf(retry, by) });
}

function noteOf({ runId }: Enqueued, { note }: RetriedBy): string {
  return note === null ? `run ${runId}` : `run ${runId}; ${note}`;
}
