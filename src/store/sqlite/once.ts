import type { AttemptRef } from "../../core/run.ts";
import type { OncePlace, OnceResult } from "../step-store.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, type Row } from "./row.ts";
import { findByOpenAttempt, readResult, resultColumn } from "./steps.ts";

interface Wish {
  ref: AttemptRef;
  key: string;
  now: number;
}

/** Who waits asks again and again: the write lock is only taken when the key may be had. */
export function claimOnce(connection: Connection, wish: Wish): OncePlace {
  const seen = connection.read(() => look(connection, wish));
  if (seen.kind !== "free") return seen;
  return connection.write(() => take(connection, wish));
}

/** Between the look and this, another may have taken it. */
function take(connection: Connection, wish: Wish): OncePlace {
  const seen = look(connection, wish);
  if (seen.kind !== "free") return seen;
  const { ref, key, now } = wish;
  connection.run(FORGET, { now });
  connection.run(TAKE, { key, runId: ref.runId, attempt: ref.attempt });
  return { kind: "taken" };
}

const TAKE = `insert or replace into once_keys (key, run_id, attempt, result, finished_at, expires_at)
  values (:key, :runId, :attempt, null, null, null)`;

/** Keys that count no more are cleared by those that come, a few each time. */
const FORGET = `delete from once_keys where key in
  (select key from once_keys where expires_at <= :now order by expires_at limit 10)`;

function look(connection: Connection, { ref, key, now }: Wish): OncePlace | { kind: "free" } {
  if (findByOpenAttempt(connection, ref) === undefined) return { kind: "lost" };
  const row = connection.first(LOOK, { key });
  if (!row) return { kind: "free" };
  const expiresAt = numberOrNull(row, "expires_at");
  if (expiresAt !== null)
    return expiresAt > now ? { kind: "kept", result: readResult(row) } : { kind: "free" };
  return isHeld(connection, row, now) ? { kind: "held", runId: text(row, "run_id") } : { kind: "free" };
}

const LOOK = "select run_id, attempt, result, expires_at from once_keys where key = :key";

function isHeld(connection: Connection, row: Row, now: number): boolean {
  const holder = { runId: text(row, "run_id"), attempt: number(row, "attempt"), now };
  return connection.first(LIVES, holder) !== undefined;
}

const LIVES = `select 1 from runs join attempts on attempts.run = runs.seq and attempts.number = :attempt
  where runs.id = :runId and attempts.outcome is null and attempts.lease_until > :now`;

/** In the caller's write transaction. */
export function keepOnce(
  connection: Connection,
  ref: AttemptRef,
  { key, result, finishedAt, expiresAt }: OnceResult,
): boolean {
  const kept = { result: resultColumn(result), finishedAt, expiresAt };
  return connection.run(KEEP, { key, runId: ref.runId, attempt: ref.attempt, ...kept }) === 1;
}

const OWN = "key = :key and run_id = :runId and attempt = :attempt and finished_at is null";
const KEEP = `update once_keys set result = :result, finished_at = :finishedAt, expires_at = :expiresAt where ${OWN}`;

export function releaseOnce(connection: Connection, { runId, attempt }: AttemptRef, key: string): void {
  connection.run(`delete from once_keys where ${OWN}`, { key, runId, attempt });
}
