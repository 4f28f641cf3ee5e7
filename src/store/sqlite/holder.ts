import type { StartRequest } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { KEYED } from "./keyed.ts";
import type { Place } from "./place.ts";
import { number } from "./row.ts";

/** Where the run is that stands in the way of this start: the one that holds its key, or one that waited before it. */
export function findInTheWay(
  connection: Connection,
  { overlap: { key, policy }, now }: StartRequest,
  place: Place | undefined,
): number | undefined {
  if (policy === "allow") return undefined;
  const holder = findHolder(connection, key);
  if (holder !== undefined || policy !== "wait") return holder;
  return findBefore(connection, { key, seq: place?.seq ?? Number.MAX_SAFE_INTEGER, now });
}

/** Where the run is that holds a key: the oldest that runs with it. */
export function findHolder(connection: Connection, key: string | null): number | undefined {
  const row = connection.first(HOLDER, { key });
  return row && number(row, "seq");
}

const HOLDER = `select seq from runs
  where concurrency_key = :key and state = 'running' and ${KEYED} order by seq limit 1`;

/**
 * Where the oldest run is that came before another, waits with the same key, and is in somebody's hands, who may yet
 * start it or give it back. Whoever let its lease run out without asking again lost its place.
 */
export function findBefore(
  connection: Connection,
  one: { key: string; seq: number; now: number },
): number | undefined {
  const row = connection.first(BEFORE, one);
  return row && number(row, "seq");
}

const BEFORE = `select runs.seq from runs
  join attempts on attempts.run = runs.seq and attempts.number = runs.attempt
  where runs.concurrency_key = :key and runs.state = 'queued' and ${KEYED}
    and runs.seq < :seq and attempts.outcome is null and attempts.lease_until > :now
  order by runs.seq limit 1`;
