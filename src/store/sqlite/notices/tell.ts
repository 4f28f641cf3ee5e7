import type { Telling } from "../../notice-store.ts";
import type { Connection } from "../connection.ts";
import { insertNotice } from "./outbox.ts";
import { forgetTold } from "./silences.ts";
import { endStreak, writeStreak } from "./streaks.ts";

/** In the caller's write transaction. All of the happenings are still there, or nothing is done. */
export function tell(
  connection: Connection,
  { taken, streaks, ended, inTime, notices, now }: Telling,
): boolean {
  const isThere = (seq: number): boolean =>
    connection.first("select 1 from happenings where seq = :seq", { seq }) !== undefined;
  if (!taken.every(isThere)) return false;
  for (const seq of taken) connection.run("delete from happenings where seq = :seq", { seq });
  for (const key of ended) endStreak(connection, key);
  for (const command of inTime) forgetTold(connection, command);
  for (const streak of streaks) writeStreak(connection, streak);
  for (const notice of notices) insertNotice(connection, notice, now);
  return true;
}
