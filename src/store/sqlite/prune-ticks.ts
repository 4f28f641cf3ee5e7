import type { PruneRule } from "../store.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row.ts";

/** What names a row of `ticks`. */
export interface TickKey {
  id: string;
  scheduledFor: number;
}

/**
 * Ticks that did not run and are older than the rule keeps: what was missed as long as failures, what was skipped as
 * long as other runs. A tick that ran goes with its run.
 */
export function chooseTicks(
  connection: Connection,
  { before, failuresBefore }: Pick<PruneRule, "before" | "failuresBefore">,
  limit: number,
): TickKey[] {
  const rows = connection.all(TOO_OLD, { before, failuresBefore, limit });
  return rows.map((row) => ({ id: text(row, "schedule_id"), scheduledFor: number(row, "scheduled_for") }));
}

/** A stretch may have grown since it was chosen, so it is judged again by whoever deletes. */
const AGE = "iif(verdict = 'missed', :failuresBefore, :before)";

const TOO_OLD = `select schedule_id, scheduled_for from ticks
  where verdict <> 'run' and through < max(:before, :failuresBefore) and through < ${AGE} and settled_at < ${AGE}
  order by through limit :limit`;

export function removeTicks(connection: Connection, keys: TickKey[], rule: PruneRule): void {
  const { before, failuresBefore } = rule;
  for (const key of keys) connection.run(REMOVE, { ...key, before, failuresBefore });
}

const REMOVE = `delete from ticks
  where schedule_id = :id and scheduled_for = :scheduledFor and verdict <> 'run' and settled_at < ${AGE}`;

/** Before the run itself: afterwards nothing tells which tick was its own. */
export function removeTickOfRun(connection: Connection, seq: number): void {
  connection.run(REMOVE_OF_RUN, { seq });
}

const REMOVE_OF_RUN = `delete from ticks where (schedule_id, scheduled_for, run_id) =
  (select schedule_id, scheduled_for, id from runs where seq = :seq and schedule_id is not null)`;

/** Processes that have not been heard of for so long. */
export function removeProcesses(connection: Connection, before: number): void {
  connection.run("delete from processes where heartbeat_at < :before", { before });
}
