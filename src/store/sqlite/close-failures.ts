import type { ClosedBy, ClosedFailure } from "../failure-store.ts";
import { recordAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { findNeedy, withdrawNeedy } from "./withdraw-workflow.ts";

/** Closes failures that are open, in the caller's write transaction. */
export function closeFailures(
  connection: Connection,
  runIds: readonly string[],
  { how, by, note, now }: ClosedBy,
): ClosedFailure[] {
  return runIds.map((runId) => {
    if (connection.run(CLOSE, { runId, how, by, now, note }) === 0)
      return { runId, isClosed: false, cancelled: 0, stopped: 0 };
    const reason = wordDiscard(runId, { by, note });
    const cancelled = how === "discarded" ? withdrawNeedy(connection, runId, { reason, now }) : 0;
    recordAudit(connection, { at: now, actor: by, action: `dead ${VERB[how]}`, target: runId, note });
    const stopped = how === "acknowledged" ? findNeedy(connection, runId).length : 0;
    return { runId, isClosed: true, cancelled, stopped };
  });
}

/** Why what waited for it is cancelled: it would wait for ever. */
function wordDiscard(runId: string, { by, note }: Pick<ClosedBy, "by" | "note">): string {
  return `cancelled: run ${runId}, which it needs, was discarded by ${by}${note === null ? "" : `: ${note}`}`;
}

const VERB: Record<ClosedBy["how"], string> = { acknowledged: "ack", discarded: "discard" };

const CLOSE = `update failures set closed_at = :now, closing = :how, closed_by = :by, note = :note
  where run = (select seq from runs where id = :runId) and closed_at is null`;
