import type { Snooze } from "../../../core/notice.ts";
import type { Connection } from "../connection.ts";
import { number, text } from "../row.ts";

export function listSnoozes(connection: Connection, now: number): Snooze[] {
  const rows = connection.all("select * from snoozes where until > :now order by pattern", { now });
  return rows.map((row) => ({
    pattern: text(row, "pattern"),
    until: number(row, "until"),
    by: text(row, "by"),
  }));
}

export function writeSnooze(
  connection: Connection,
  pattern: string,
  snooze: { until: number; by: string } | null,
): boolean {
  if (snooze) return connection.run(WRITE, { pattern, ...snooze }) === 1;
  return connection.run("delete from snoozes where pattern = :pattern", { pattern }) === 1;
}

const WRITE = "insert or replace into snoozes (pattern, until, by) values (:pattern, :until, :by)";
