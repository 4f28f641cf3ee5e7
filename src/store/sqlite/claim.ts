import { EXIT } from "../../core/errors.ts";
import { describeHolding, OVERLAP_POLICIES } from "../../core/policy.ts";
import type { Owner } from "../../core/run.ts";
import type { Withdrawal } from "../run-store.ts";
import type { Claimed } from "../work-store.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "./row.ts";
import { getRun } from "./runs.ts";
import { takeTurn } from "./take-turn.ts";
import { withdraw } from "./withdraw.ts";

interface Claim {
  owner: Owner;
  leaseUntil: number;
  now: number;
}

/**
 * Puts the run whose turn it is into the owner's hands. Those that will never start are ended on the way. Workers ask
 * much more often than there is a run, so they only take the write lock when there is one.
 */
export function claim(connection: Connection, wish: Claim): Claimed | undefined {
  const there = connection.read(() => connection.first(NEXT, { now: wish.now }));
  return there && connection.write(() => claimNext(connection, wish));
}

function claimNext(connection: Connection, { owner, leaseUntil, now }: Claim): Claimed | undefined {
  for (;;) {
    const row = connection.first(NEXT, { now });
    if (!row) return undefined;
    const end = endOf(connection, row);
    if (!end) return handOut(connection, row, { owner, leaseUntil });
    withdraw(connection, { runId: text(row, "id"), now, ...end });
  }
}

/**
 * Passed over is who must wait: for the run that holds its key, or for one that came before it and is in somebody's
 * hands. A skipping one waits for the latter too: it may yet be given back.
 */
const NEXT = `select seq, id, attempt, overlap, concurrency_key, started_at, cancel_requested_by,
    (select seq from runs as held where held.concurrency_key = runs.concurrency_key
      and held.state = 'running' and held.finished_at is null limit 1) as holder
  from runs
  where run_after <= :now
    and not (overlap = 'wait' and holder is not null)
    and not (overlap in ('wait', 'skip') and exists (
      select 1 from runs as other join attempts on attempts.run = other.seq and attempts.number = other.attempt
      where other.concurrency_key = runs.concurrency_key and other.state = 'queued' and other.finished_at is null
        and other.seq < runs.seq and attempts.outcome is null and attempts.lease_until > :now))
  order by run_after, seq limit 1`;

/** How a run ends whose turn it is and that shall not start; undefined when it shall. */
function endOf(
  connection: Connection,
  row: Row,
): Pick<Withdrawal, "state" | "reason" | "exitCode"> | undefined {
  const cancelledBy = textOrNull(row, "cancel_requested_by");
  if (cancelledBy !== null) {
    const again = numberOrNull(row, "started_at") === null ? "" : " again";
    const reason = `cancelled by ${cancelledBy} before it started${again}`;
    return { state: "cancelled", reason, exitCode: EXIT.terminated };
  }
  const holder = numberOrNull(row, "holder");
  if (holder === null || text(row, "overlap") !== "skip") return undefined;
  return { state: "skipped", reason: describeHolding(getRun(connection, holder)), exitCode: null };
}

function handOut(connection: Connection, row: Row, hands: Omit<Claim, "now">): Claimed {
  const seq = number(row, "seq");
  takeTurn(connection, { seq, attempt: number(row, "attempt") }, hands);
  const overlap = { key: text(row, "concurrency_key"), policy: word(row, "overlap", OVERLAP_POLICIES) };
  return { run: getRun(connection, seq), overlap };
}

/** When the next run will be due that is not due at `now`. */
export function nextRunAfter(connection: Connection, now: number): number | null {
  const row = connection.first("select min(run_after) as next from runs where run_after > :now", { now });
  return row ? numberOrNull(row, "next") : null;
}
