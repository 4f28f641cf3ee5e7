import type { ClosedBy, ClosedFailure, FailureClosing } from "../failure-store.ts";
import type { Enqueued } from "../queue-store.ts";
import { recordAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { enqueue } from "./enqueue.ts";
import { withdrawNeedy } from "./withdraw-workflow.ts";

/** Closes failures that are open, in the caller's write transaction: of two who retry one, the second makes no run. */
export function closeFailures(
  connection: Connection,
  closings: readonly FailureClosing[],
  by: ClosedBy,
): ClosedFailure[] {
  return closings.map(({ runId, job }) => {
    if (connection.run(CLOSE, { runId, how: by.how, by: by.by, now: by.now, note: by.note }) === 0)
      return { runId, isClosed: false, retry: null };
    const [retry = null] = job ? enqueue(connection, [job], by) : [];
    if (by.how === "discarded")
      withdrawNeedy(connection, runId, { reason: wordDiscard(runId, by), now: by.now });
    if (retry) connection.run(NOTE, { runId, note: noteOf(retry, by) });
    recordAudit(connection, {
      at: by.now,
      actor: by.by,
      action: `dead ${VERB[by.how]}`,
      target: runId,
      note: noteOf(retry, by),
    });
    return { runId, isClosed: true, retry };
  });
}

/** Why what waited for it is cancelled: it would wait for ever. */
function wordDiscard(runId: string, { by, note }: ClosedBy): string {
  return `cancelled: run ${runId}, which it needs, was discarded by ${by}${note === null ? "" : `: ${note}`}`;
}

const VERB: Record<ClosedBy["how"], string> = { retried: "retry", acknowledged: "ack", discarded: "discard" };

function noteOf(retry: Enqueued | null, { note }: ClosedBy): string | null {
  const said = [...(retry ? [`run ${retry.runId}`] : []), ...(note === null ? [] : [note])];
  return said.length === 0 ? null : said.join("; ");
}

const CLOSE = `update failures set closed_at = :now, closing = :how, closed_by = :by, note = :note
  where run = (select seq from runs where id = :runId) and closed_at is null`;

const NOTE = "update failures set note = :note where run = (select seq from runs where id = :runId)";
