import { EXIT } from "../../../core/errors.ts";
import { describeHolding } from "../../../core/policy.ts";
import type { Withdrawal } from "../../run-store.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text, textOrNull, type Row } from "../row.ts";
import { getRun } from "../runs.ts";
import { withdraw } from "../withdraw.ts";
import { HOLDER } from "./overlaps.ts";

type End = Pick<Withdrawal, "state" | "reason" | "exitCode">;

/** How a run ends whose turn it is and that shall not start; undefined when it shall. */
export function findEnd(connection: Connection, row: Row, now: number): End | undefined {
  const cancelledBy = textOrNull(row, "cancel_requested_by");
  const expiresAt = numberOrNull(row, "expires_at");
  if (cancelledBy !== null) {
    const again = numberOrNull(row, "started_at") === null ? "" : " again";
    const reason = `cancelled by ${cancelledBy} before it started${again}`;
    return { state: "cancelled", reason, exitCode: EXIT.terminated };
  }
  if (expiresAt !== null && expiresAt <= now) return expired(expiresAt);
  // One that was started already wants to be ended by its own end, not by another's: it waits.
  if (text(row, "overlap") !== "skip" || numberOrNull(row, "started_at") !== null) return undefined;
  const holder = connection.first(HOLDER, { key: textOrNull(row, "concurrency_key") });
  if (!holder) return undefined;
  return {
    state: "skipped",
    reason: describeHolding(getRun(connection, number(holder, "seq"))),
    exitCode: null,
  };
}

function expired(at: number): End {
  const reason = `expired: it was not started before ${new Date(at).toISOString()}`;
  return { state: "skipped", reason, exitCode: null };
}

/** Who is parked or put off stands in no line, and would expire unseen. One in somebody's hands is no longer waiting. */
export function expireParked(connection: Connection, now: number): void {
  for (const row of connection.all(EXPIRED, { now }))
    withdraw(connection, { runId: text(row, "id"), now, ...expired(number(row, "expires_at")) });
}

/** By the few that expire at all, and not by all that wait: the plus keeps SQLite off the index of states. */
const EXPIRED = `select id, expires_at from runs where expires_at <= :now and finished_at is null
  and +state = 'queued' and coalesce(parked_on, run_after) is not null limit 1000`;
