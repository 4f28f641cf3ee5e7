import type { Pause } from "../../core/schedule.ts";
import type { Connection } from "./connection.ts";
import { nextRevision } from "./schedules.ts";

/**
 * One that stands there, over or not, may have ticks that are not settled yet: it ends here at the latest, and is kept
 * beside the new one. In the caller's write transaction.
 */
export function pauseSchedule(connection: Connection, id: string, pause: Pause): boolean {
  const { at, by, reason, until } = pause;
  connection.run(KEEP, { id, at });
  return connection.run(PAUSE, { id, at, by, reason, until, revision: nextRevision(connection) }) === 1;
}

const KEEP = `insert or replace into ended_pauses (schedule_id, paused_at, paused_by, pause_reason, paused_until)
  select id, paused_at, paused_by, pause_reason, min(coalesce(paused_until, :at), :at) from schedules
  where id = :id and removed_at is null and paused_at < :at`;

const PAUSE = `update schedules set paused_at = :at, paused_by = :by, pause_reason = :reason, paused_until = :until,
  revision = :revision where id = :id and removed_at is null`;

/** Ends the pause at `now`, and leaves it to be seen until the watermark has passed it. */
export function resumeSchedule(connection: Connection, id: string, now: number): boolean {
  return connection.run(RESUME, { id, now, revision: nextRevision(connection) }) === 1;
}

const RESUME = `update schedules set paused_until = max(paused_at, :now), revision = :revision
  where id = :id and removed_at is null and paused_at is not null
    and (paused_until is null or paused_until > :now)`;
