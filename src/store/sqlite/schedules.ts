import type { Pause, RegisteredSchedule, Schedule } from "../../core/schedule.ts";
import type { ScheduleFilter } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, textOrNull, type Row } from "./row.ts";

/** By id: those that are not removed; with a revision, whatever moved after it. */
export function listSchedules(
  connection: Connection,
  { changedSince, after = "", limit = -1 }: ScheduleFilter,
): RegisteredSchedule[] {
  const rows =
    changedSince === undefined
      ? connection.all(PRESENT, { after, limit })
      : connection.all(CHANGED, { changedSince, after, limit });
  return rows.map((row) => mapSchedule(row, connection));
}

const PRESENT = "select * from schedules where removed_at is null and id > :after order by id limit :limit";
const CHANGED =
  "select * from schedules where revision > :changedSince and id > :after order by id limit :limit";

export function findSchedule(connection: Connection, id: string): RegisteredSchedule | undefined {
  const row = connection.first("select * from schedules where id = :id", { id });
  return row && mapSchedule(row, connection);
}

/** The revision of the last registration, removal, pause or resume; 0 before the first. */
export function scheduleRevision(connection: Connection): number {
  const row = connection.first("select coalesce(max(revision), 0) as revision from schedules");
  return number(row ?? {}, "revision");
}

/** The revision of what the caller is about to write. */
export function nextRevision(connection: Connection): number {
  return scheduleRevision(connection) + 1;
}

function mapSchedule(row: Row, connection: Connection): RegisteredSchedule {
  const pause = readPause(row);
  const endedPauses = pause ? readEndedPauses(connection, text(row, "id")) : [];
  return {
    schedule: readDefinition(row),
    watermark: number(row, "watermark"),
    registeredAt: number(row, "registered_at"),
    pause,
    ...(endedPauses.length > 0 && { endedPauses }),
    removedAt: numberOrNull(row, "removed_at"),
  };
}

/** What `definitionColumns` wrote. */
export function readDefinition(row: Row): Schedule {
  return JSON.parse(text(row, "definition")) as Schedule;
}

function readPause(row: Row): Pause | null {
  const at = numberOrNull(row, "paused_at");
  if (at === null) return null;
  return {
    at,
    by: text(row, "paused_by"),
    reason: textOrNull(row, "pause_reason"),
    until: numberOrNull(row, "paused_until"),
  };
}

/** Those that were followed by another before all of their ticks were settled, oldest first. */
export function readEndedPauses(connection: Connection, id: string): Pause[] {
  return connection.all(ENDED, { id }).flatMap((row) => readPause(row) ?? []);
}

const ENDED = "select * from ended_pauses where schedule_id = :id order by paused_at";

export function definitionColumns(schedule: Schedule) {
  const { id, command, source } = schedule;
  return { id, command, source, definition: JSON.stringify(schedule) };
}
