import { EXIT } from "../../../core/errors.ts";
import { describeCancel, describeHolding } from "../../../core/policy.ts";
import type { Claim } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { findHolder } from "../holder.ts";
import { readError, number, numberOrNull, text, textOrNull, word, type Row } from "../row.ts";
import { getRun } from "../runs.ts";
import { withdraw, type QueuedEnd } from "../withdraw.ts";

type Wish = Pick<Claim, "now" | "onEnded">;
type End = Pick<QueuedEnd, "state" | "reason" | "exitCode" | "error">;

/** How a run ends whose turn it is and that shall not start; undefined when it shall. */
export function findEnd(connection: Connection, row: Row, now: number): End | undefined {
  const cancelledBy = textOrNull(row, "cancel_requested_by");
  const expiresAt = numberOrNull(row, "expires_at");
  if (cancelledBy !== null) {
    const reason = describeCancel(cancelledBy, numberOrNull(row, "started_at"));
    return { state: "cancelled", reason, exitCode: EXIT.terminated };
  }
  if (expiresAt !== null && expiresAt <= now) return expired(connection, number(row, "seq"), expiresAt);
  // One that was started already wants to be ended by its own end, not by another's: it waits.
  if (text(row, "overlap") !== "skip" || numberOrNull(row, "started_at") !== null) return undefined;
  const holder = findHolder(connection, textOrNull(row, "concurrency_key"));
  if (holder === undefined) return undefined;
  return { state: "skipped", reason: describeHolding(getRun(connection, holder)), exitCode: null };
}

/** In the caller's write transaction, which whoever is told of it has to wait for. */
export function endQueued(connection: Connection, row: Row, end: End, { now, onEnded }: Wish): void {
  const isEnded = withdraw(connection, { runId: text(row, "id"), now, ...end });
  if (isEnded) onEnded?.(getRun(connection, number(row, "seq")));
}

/** One that went wrong before and waited for another attempt ends as it went wrong: somebody should know of it. */
function expired(connection: Connection, run: number, expiresAt: number): End {
  const at = new Date(expiresAt).toISOString();
  const row = connection.first(WENT_WRONG, { run });
  if (!row) return { state: "skipped", reason: `expired: it was not started before ${at}`, exitCode: null };
  return {
    state: word(row, "outcome", WRONG),
    reason: `expired: no other attempt was started before ${at}`,
    exitCode: numberOrNull(row, "exit_code"),
    error: readError(row),
  };
}

const WRONG = ["failed", "timed_out", "lost"] as const;
const WENT_WRONG = `select outcome, exit_code, error_name, error_message, error_stack from attempts
  where run = :run and outcome in ('failed', 'timed_out', 'lost') and started_at is not null
  order by number desc limit 1`;

/** Who is parked or put off stands in no line, and would expire unseen. One in somebody's hands is no longer waiting. */
export function expireParked(connection: Connection, wish: Wish): void {
  for (const row of connection.all(EXPIRED, { now: wish.now }))
    endQueued(connection, row, expired(connection, number(row, "seq"), number(row, "expires_at")), wish);
}

/** By the few that expire at all, and not by all that wait: the plus keeps SQLite off the index of states. */
const EXPIRED = `select seq, id, expires_at from runs where expires_at <= :now and finished_at is null
  and +state = 'queued' and coalesce(parked_on, run_after) is not null limit 1000`;
