import type { HeartbeatResult } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { numberOrNull, text } from "./row.ts";

/** Notes the first wish to end a live run; those that follow change nothing. False when it is over, or unknown. */
export function requestCancel(connection: Connection, runId: string, actor: string, at: number): boolean {
  return connection.run(NOTE_CANCEL, { runId, actor, at }) === 1;
}

const NOTE_CANCEL = `update runs set
    cancel_requested_at = coalesce(cancel_requested_at, :at), cancel_requested_by = coalesce(cancel_requested_by, :actor)
  where id = :runId and finished_at is null`;

/** Who wants the run to end, if anybody does. */
export function findCancel(connection: Connection, runId: string): HeartbeatResult["cancel"] {
  const row = connection.first(
    "select cancel_requested_at, cancel_requested_by from runs where id = :runId",
    { runId },
  );
  const at = row ? numberOrNull(row, "cancel_requested_at") : null;
  return row && at !== null ? { at, by: text(row, "cancel_requested_by") } : null;
}
