import type { NewRun } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { moveArgs } from "./fill-args.ts";
import { number, text } from "./row.ts";
import { noteWaits } from "./waits.ts";

/**
 * A retry of a workflow's run that did not succeed is of that workflow, and what waits for the one it repeats waits for
 * it from now on. In the caller's write transaction.
 */
export function takePlace(connection: Connection, seq: number, { id, command, parentId }: NewRun): void {
  const parent = connection.first(REPEATED, { parentId, command });
  if (!parent) return;
  const workflowId = text(parent, "workflow_id");
  connection.run("update runs set workflow_id = :workflowId where seq = :seq", { seq, workflowId });
  connection.run(COPY_NEEDS, { seq, parent: number(parent, "seq") });
  for (const row of connection.all(WAITING, { parentId, workflowId })) {
    const [run, from] = [number(row, "run"), text(row, "need_id")];
    connection.run(MOVE_NEED, { run, from, to: id });
    connection.run("update runs set parent_id = :to where seq = :run and parent_id = :from", {
      run,
      from,
      to: id,
    });
    moveArgs(connection, run, { from, to: id });
  }
  noteWaits(connection, id);
}

/** One whose own needs were never met cannot be repeated by itself. */
const REPEATED = `select seq, workflow_id from runs
  where id = :parentId and command = :command and workflow_id is not null
    and finished_at is not null and state <> 'succeeded'
    and not exists (select 1 from run_needs where run = seq and met = 0)`;

const COPY_NEEDS = `insert into run_needs (run, need_id, position, met)
  select :seq, need_id, position, met from run_needs where run = :parent
  on conflict do nothing`;

/** What waits for it, or for a retry of it that is over as well. */
const WAITING = `with recursive repeated (id) as (
    select :parentId
    union select runs.id from repeated join runs on runs.parent_id = repeated.id
      where runs.trigger = 'retry' and runs.workflow_id = :workflowId and runs.finished_at is not null
  )
  select run, need_id from repeated join run_needs on need_id = repeated.id where met = 0`;

const MOVE_NEED = "update run_needs set need_id = :to where run = :run and need_id = :from";
