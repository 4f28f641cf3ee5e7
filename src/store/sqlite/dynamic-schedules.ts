import type { Schedule } from "../../core/schedule.ts";
import type { Connection } from "./connection.ts";
import { nextRevision } from "./schedules.ts";
import { writeSchedule } from "./write-schedule.ts";

/** Adds a dynamic schedule unless a live one has its id. One that comes back does not come back paused. */
export function addSchedule(connection: Connection, schedule: Schedule, now: number): boolean {
  if (connection.first(LIVE, { id: schedule.id })) return false;
  connection.run(UNPAUSE, { id: schedule.id });
  connection.run("delete from ended_pauses where schedule_id = :id", { id: schedule.id });
  writeSchedule(connection, { schedule, now, revision: nextRevision(connection), restart: true });
  return true;
}

const LIVE = "select 1 from schedules where id = :id and removed_at is null";

const UNPAUSE = `update schedules set paused_at = null, paused_by = null, pause_reason = null, paused_until = null
  where id = :id`;

/** Those of code and config go when they are not written there any more. */
export function removeSchedule(connection: Connection, id: string, now: number): boolean {
  return connection.run(REMOVE, { id, now, revision: nextRevision(connection) }) === 1;
}

const REMOVE = `update schedules set removed_at = :now, revision = :revision
  where id = :id and source = 'dynamic' and removed_at is null`;
