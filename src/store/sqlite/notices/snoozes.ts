import type { NewNotice, Snooze, Streak } from "../../../core/notice.ts";
import type { Connection } from "../connection.ts";
import { number, text, type Row } from "../row.ts";
import { insertNotice } from "./outbox.ts";
import { streaksOf, writeStreak } from "./streaks.ts";

export function listSnoozes(connection: Connection, now: number): Snooze[] {
  const rows = connection.all("select * from snoozes where until > :now order by pattern", { now });
  return rows.map(mapSnooze);
}

export function endedSnoozes(connection: Connection, now: number): Snooze[] {
  const rows = connection.all("select * from snoozes where until <= :now order by pattern", { now });
  return rows.map(mapSnooze);
}

function mapSnooze(row: Row): Snooze {
  return { pattern: text(row, "pattern"), until: number(row, "until"), by: text(row, "by") };
}

/** In the caller's write transaction. */
export function endSnoozes(
  connection: Connection,
  snoozes: readonly Pick<Snooze, "pattern" | "until">[],
  { streaks, notices, now }: { streaks: Streak[]; notices: NewNotice[]; now: number },
): boolean {
  const areThere = snoozes.every(({ pattern, until }) => connection.first(SNOOZE, { pattern, until }));
  if (!areThere || !streaks.every((streak) => stands(connection, streak))) return false;
  for (const { pattern } of snoozes)
    connection.run("delete from snoozes where pattern = :pattern", { pattern });
  for (const streak of streaks) writeStreak(connection, streak);
  for (const notice of notices) insertNotice(connection, notice, now);
  return true;
}

const SNOOZE = "select 1 from snoozes where pattern = :pattern and until = :until";

/** One that ended meanwhile must not begin anew, and what was added to it was told by who did. */
function stands(connection: Connection, { command, kind, count, beganAt }: Streak): boolean {
  return streaksOf(connection, command).some(
    (known) => known.kind === kind && known.count === count && known.beganAt === beganAt,
  );
}

export function writeSnooze(
  connection: Connection,
  pattern: string,
  snooze: { until: number; by: string },
): void {
  connection.run(WRITE, { pattern, ...snooze });
}

const WRITE = "insert or replace into snoozes (pattern, until, by) values (:pattern, :until, :by)";

export function wake(connection: Connection, pattern: string, now: number): boolean {
  return connection.run(WAKE, { pattern, now }) === 1;
}

/** What stands behind it is still to be told. */
const WAKE = "update snoozes set until = :now where pattern = :pattern and until > :now";
