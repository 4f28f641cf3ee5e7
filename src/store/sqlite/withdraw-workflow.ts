import { EXIT } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row.ts";
import { withdraw } from "./withdraw.ts";

interface Cancel {
  reason: string;
  now: number;
}

/** In the caller's write transaction. */
export function withdrawWorkflow(connection: Connection, workflowId: string, cancel: Cancel): string[] {
  cancelAll(
    connection,
    connection.all(UNTAKEN, { workflowId }).map((row) => text(row, "id")),
    cancel,
  );
  return connection.all(LIVE, { workflowId }).map((row) => text(row, "id"));
}

/** The last first: whoever is cancelled has nobody to tell then. */
const UNTAKEN = `select id from runs where workflow_id = :workflowId and state = 'queued' and finished_at is null
    and not exists (select 1 from attempts where run = seq and outcome is null)
  order by seq desc`;

const LIVE = "select id from runs where workflow_id = :workflowId and finished_at is null order by seq";

/** Cancels all that waits for a run, or for a retry of it that came to nothing, straight or through others. In the caller's write transaction. */
export function withdrawNeedy(connection: Connection, runId: string, cancel: Cancel): number {
  return cancelAll(connection, findNeedy(connection, runId), cancel);
}

/** The live runs that wait for such a one, the last first. */
export function findNeedy(connection: Connection, runId: string): string[] {
  const needy = connection.all(ALL_NEEDY, { runId }).sort((a, b) => number(b, "seq") - number(a, "seq"));
  return needy.map((row) => text(row, "id"));
}

const ALL_NEEDY = `with recursive repeated (id) as (
    select :runId
    union select runs.id from repeated join runs on runs.parent_id = repeated.id
      where runs.trigger = 'retry' and runs.finished_at is not null
  ), needy (seq, id) as (
    select runs.seq, runs.id from repeated join run_needs on need_id = repeated.id and met = 0
      join runs on runs.seq = run_needs.run
    union
    select runs.seq, runs.id from needy join run_needs on need_id = needy.id and met = 0
      join runs on runs.seq = run_needs.run
  )
  select runs.seq, runs.id from needy join runs on runs.seq = needy.seq where runs.finished_at is null`;

function cancelAll(connection: Connection, ids: string[], { reason, now }: Cancel): number {
  const cancelled = ids.filter((runId) =>
    withdraw(connection, { runId, state: "cancelled", reason, exitCode: EXIT.terminated, now }),
  );
  return cancelled.length;
}
