import type { Claim, Claimed } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text, textOrNull, type Row } from "../row.ts";
import { getRun } from "../runs.ts";
import { takeTurn } from "../take-turn.ts";
import { expireParked, findEnd } from "./ends.ts";
import { Limits } from "./limits.ts";
import { findParking, policyOf } from "./overlaps.ts";
import { park } from "../parking.ts";
import { withdraw } from "../withdraw.ts";
import { openGates } from "../rates.ts";
import { Turns } from "./turns.ts";

/**
 * Puts the runs whose turn it is into the owner's hands. Those that will never start are ended on the way. Workers ask
 * much more often than there is a run, so they only take the write lock when there is one.
 */
export function claim(connection: Connection, wish: Claim): Claimed[] {
  const there = connection.read(() => connection.first(ANY, { now: wish.now }));
  return there ? connection.write(() => claimNext(connection, wish)) : [];
}

const ANY = `select 1 from runs where run_after <= :now
  union all select 1 from gates where opens_at <= :now
  union all select 1 from runs where expires_at <= :now and finished_at is null limit 1`;

function claimNext(connection: Connection, wish: Claim): Claimed[] {
  const { now, limit = 1, draws = [] } = wish;
  const limits = new Limits(connection, wish);
  openGates(connection, now, (gate) => limits.startsOf(gate));
  expireParked(connection, now);
  const turns = new Turns(connection, { ...wish, isShut: (turn) => limits.isShut(turn) });
  const claimed: Claimed[] = [];
  while (claimed.length < limit) {
    const row = turns.next(draws[claimed.length] ?? 0);
    if (!row) break;
    if (settle(connection, row, { limits, turns, now })) claimed.push(handOut(connection, row, wish));
  }
  return claimed;
}

interface Desk {
  limits: Limits;
  turns: Turns;
  now: number;
}

/** True when the run may be handed out. Any other is ended, parked, or passed over until it is asked about again. */
function settle(connection: Connection, row: Row, { limits, turns, now }: Desk): boolean {
  const end = findEnd(connection, row, now);
  if (end) {
    withdraw(connection, { runId: text(row, "id"), now, ...end });
    return false;
  }
  const parking = findParking(connection, row, now) ?? limits.findParking(row);
  if (parking === "pass over") turns.passOver();
  else if (parking !== null) park(connection, number(row, "seq"), parking);
  if (parking !== null) return false;
  limits.take(row);
  return true;
}

function handOut(connection: Connection, row: Row, { owner, leaseUntil }: Claim): Claimed {
  const seq = number(row, "seq");
  takeTurn(connection, { seq, attempt: number(row, "attempt") }, { owner, leaseUntil });
  const run = getRun(connection, seq);
  return { run, overlap: { key: textOrNull(row, "concurrency_key") ?? run.id, policy: policyOf(row) } };
}

/** When the next run may start that may not at `now`. */
export function nextRunAfter(connection: Connection, now: number): number | null {
  const row = connection.first(NEXT, { now });
  return row ? numberOrNull(row, "next") : null;
}

const NEXT = `select min(next) as next from (
  select min(run_after) as next from runs where run_after > :now
  union all select min(opens_at) from gates where opens_at > :now
  union all select min(paused_until) from queues where paused_until > :now
  union all select min(expires_at) from runs where expires_at > :now and finished_at is null)`;
