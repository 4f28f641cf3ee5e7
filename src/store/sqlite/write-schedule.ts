import type { Schedule } from "../../core/schedule.ts";
import type { Connection } from "./connection.ts";
import { definitionColumns } from "./schedules.ts";

export interface ScheduleWrite {
  schedule: Schedule;
  now: number;
  revision: number;
  /** Nothing before `now` is due by it: it is new, it is back, or it is due at other times than before. */
  restart: boolean;
}

/** Writes a schedule as live, over what stands there under its id. The watermark never moves back. */
export function writeSchedule(connection: Connection, { schedule, restart, ...write }: ScheduleWrite): void {
  connection.run(WRITE, { ...definitionColumns(schedule), ...write, restart: restart ? 1 : 0 });
}

const WRITE = `insert into schedules (id, command, source, watermark, registered_at, revision, definition)
  values (:id, :command, :source, :now, :now, :revision, :definition)
  on conflict (id) do update set
    command = :command, source = :source, definition = :definition, revision = :revision, removed_at = null,
    watermark = iif(:restart, max(watermark, :now), watermark),
    registered_at = iif(:restart, :now, registered_at)`;
