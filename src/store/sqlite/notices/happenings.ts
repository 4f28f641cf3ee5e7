import type { Happening } from "../../../core/notice.ts";
import type { Happenings } from "../../notice-store.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text, word, type Row } from "../row.ts";
import { getRun } from "../runs.ts";
import { toldSilences } from "./silences.ts";
import { listSnoozes } from "./snoozes.ts";
import { streaksOf } from "./streaks.ts";

/** Only while somebody wants to be told: a happening that nobody takes away would stay for ever. */
export function noteLate(
  connection: Connection,
  { runId, lateMs, now }: { runId: string; lateMs: number; now: number },
): void {
  connection.run(NOTE_LATE, { runId, lateMs, now });
}

const NOTE_LATE = `insert into happenings (at, kind, run, late_ms)
  select :now, 'late', seq, :lateMs from runs where id = :runId
    and exists (select 1 from sqlite_schema where type = 'trigger' and name = 'told_ended')`;

/** On one snapshot, so that the streaks are those that the happenings come after. */
export function readHappenings(connection: Connection, limit: number, now: number): Happenings {
  const rows = connection.all("select * from happenings order by seq limit :limit", { limit });
  const happenings = rows.map((row) => mapHappening(connection, row));
  const commands = new Set(happenings.flatMap((one) => commandOf(one) ?? []));
  return {
    happenings,
    streaks: [...commands].flatMap((command) => streaksOf(connection, command)),
    snoozes: listSnoozes(connection, now),
    overdue: toldSilences(connection, commands),
  };
}

function commandOf(happening: Happening): string | null {
  if (happening.kind === "gone") return null;
  return "run" in happening ? happening.run.command : happening.command;
}

const KINDS = ["started", "ended", "late", "not_run"] as const;

function mapHappening(connection: Connection, row: Row): Happening {
  const kind = word(row, "kind", KINDS);
  const common = { seq: number(row, "seq"), at: number(row, "at") };
  const seq = numberOrNull(row, "run");
  if (kind === "not_run" || seq === null) return { ...common, kind: "not_run", ...mapTick(connection, row) };
  if (!connection.first("select 1 from runs where seq = :seq", { seq })) return { ...common, kind: "gone" };
  const run = getRun(connection, seq);
  return kind === "late"
    ? { ...common, kind, run, lateMs: number(row, "late_ms") }
    : { ...common, kind, run };
}

/** A schedule is never deleted, only marked as removed. */
function mapTick(connection: Connection, row: Row) {
  const scheduleId = text(row, "schedule_id");
  const known = connection.first("select command from schedules where id = :scheduleId", { scheduleId });
  return {
    command: known ? text(known, "command") : scheduleId,
    scheduleId,
    scheduledFor: number(row, "scheduled_for"),
    count: number(row, "count"),
    reason: text(row, "reason"),
  };
}
