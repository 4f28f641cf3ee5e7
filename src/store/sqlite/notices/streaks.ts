import { STREAK_KINDS, type Streak, type StreakKind } from "../../../core/notice.ts";
import type { Connection } from "../connection.ts";
import { number, text, textOrNull, word, type Row } from "../row.ts";

export function allStreaks(connection: Connection): Streak[] {
  const rows = connection.all("select * from streaks order by command, kind");
  return rows.map((row) => mapStreak(connection, row));
}

export function streaksOf(connection: Connection, command: string): Streak[] {
  const rows = connection.all("select * from streaks where command = :command order by kind", { command });
  return rows.map((row) => mapStreak(connection, row));
}

function mapStreak(connection: Connection, row: Row): Streak {
  const key = { command: text(row, "command"), kind: word(row, "kind", STREAK_KINDS) };
  const told = connection.all("select rule from streak_tells where command = :command and kind = :kind", key);
  return {
    ...key,
    count: number(row, "count"),
    beganAt: number(row, "began_at"),
    lastRunId: textOrNull(row, "last_run_id"),
    told: told.map((tell) => text(tell, "rule")),
  };
}

export function writeStreak(connection: Connection, { told, ...streak }: Streak): void {
  connection.run(WRITE, { ...streak });
  const { command, kind } = streak;
  for (const rule of told) connection.run(WRITE_TELL, { command, kind, rule });
}

const WRITE = `insert into streaks (command, kind, count, began_at, last_run_id)
  values (:command, :kind, :count, :beganAt, :lastRunId)
  on conflict (command, kind) do update set count = :count, last_run_id = :lastRunId`;

const WRITE_TELL = `insert into streak_tells (command, kind, rule) values (:command, :kind, :rule)
  on conflict do nothing`;

export function endStreak(
  connection: Connection,
  { command, kind }: { command: string; kind: StreakKind },
): void {
  connection.run("delete from streaks where command = :command and kind = :kind", { command, kind });
}
