import { OVERLAP_POLICIES, type OverlapPolicy } from "../../../core/policy.ts";
import type { Connection } from "../connection.ts";
import { findBefore, findHolder } from "../holder.ts";
import { KEYED } from "../keyed.ts";
import { parkedOn } from "../parking.ts";
import { number, numberOrNull, textOrNull, word, type Row } from "../row.ts";

/**
 * What a run whose turn it is must wait for: under wait, the run that holds its key, until which it is parked; under
 * wait and skip, one that came before it and is in somebody's hands, which may yet be given back: it is passed over.
 */
export function findOverlapParking(connection: Connection, row: Row, now: number): string | null {
  const [policy, key] = [policyOf(row), textOrNull(row, "concurrency_key")];
  if (key === null || policy === "allow" || policy === "replace") return null;
  if (policy === "wait" && findHolder(connection, key) !== undefined) return parkedOn("overlap", key);
  const before = findBefore(connection, { key, seq: number(row, "seq"), now });
  return before === undefined ? null : "pass over";
}

/** A run with that key lives or is about to; when it is over, or given back, those that wait for the key are let go. */
export function isInHands(connection: Connection, key: string): boolean {
  return connection.first(IN_HANDS, { key }) !== undefined;
}

const IN_HANDS = `select 1 from runs join attempts on attempts.run = runs.seq and attempts.number = runs.attempt
  where runs.concurrency_key = :key and ${KEYED} and attempts.outcome is null limit 1`;

/** The policy of a run as it stands: one that was started before is not skipped for another, it waits for it. */
export function policyOf(row: Row): OverlapPolicy {
  const policy = word(row, "overlap", OVERLAP_POLICIES);
  return policy === "skip" && numberOrNull(row, "started_at") !== null ? "wait" : policy;
}
