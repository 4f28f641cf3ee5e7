import type { StartRequest } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { KEYED } from "./keyed.ts";
import type { Place } from "./place.ts";
import { number } from "./row.ts";

/** Where the run is that stands in the way of this start: the oldest that runs with its key, or one that waited before it. */
export function findHolder(
  connection: Connection,
  start: StartRequest,
  place: Place | undefined,
): number | undefined {
  const { key, policy } = start.overlap;
  if (policy === "allow") return undefined;
  let row = connection.first(RUNNING, { key });
  if (!row && policy === "wait") {
    row = connection.first(WAITED_BEFORE, {
      key,
      now: start.now,
      seq: place?.seq ?? Number.MAX_SAFE_INTEGER,
    });
  }
  return row && number(row, "seq");
}

const RUNNING = `select seq from runs
  where concurrency_key = :key and state = 'running' and ${KEYED} order by seq limit 1`;

/** Those who wait are served in the order they came. Whoever let its lease run out without asking again lost its place. */
const WAITED_BEFORE = `select runs.seq from runs
  join attempts on attempts.run = runs.seq and attempts.number = runs.attempt
  where runs.concurrency_key = :key and runs.state = 'queued' and ${KEYED}
    and runs.seq < :seq and attempts.outcome is null and attempts.lease_until > :now
  order by runs.seq limit 1`;
