import type { Pause } from "../../core/schedule.ts";
import type { Connection } from "./connection.ts";
import { nextRevision } from "./schedules.ts";

/**
 * A pause that stands there, over or not, has ticks that are not settled yet: the new one begins where it began, or
 * those would run after all.
 */
export function pauseSchedule(connection: Connection, id: string, pause: Pause): boolean {
  const { at, by, reason, until } = pause;
  return connection.run(PAUSE, { id, at, by, reason, until, revision: nextRevision(connection) }) === 1;
}

const PAUSE = `update schedules set paused_at = min(coalesce(paused_at, :at), :at), paused_by = :by,
  pause_reason = :reason, paused_until = :until, revision = :revision
  where id = :id and removed_at is null`;

/** Ends the pause at `now`, and leaves it to be seen until the watermark has passed it. */
export function resumeSchedule(connection: Connection, id: string, now: number): boolean {
  return connection.run(RESUME, { id, now, revision: nextRevision(connection) }) === 1;
}

const RESUME = `update schedules set paused_until = max(paused_at, :now), revision = :revision
  where id = :id and removed_at is null and paused_at is not null
    and (paused_until is null or paused_until > :now)`;
