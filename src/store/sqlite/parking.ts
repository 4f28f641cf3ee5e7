import type { Connection } from "./connection.ts";
import { textOrNull } from "./row.ts";

/**
 * Why a run is parked: what the key is to it, and the key. A `rate` is a matter of time, and a gate lets its runs go;
 * the others are let go when a run that holds the key is over.
 */
export function parkedOn(why: "limit" | "overlap" | "rate", key: string): string {
  return `${why} ${key}`;
}

/** Takes a queued run out of its turn until what is in its way is over. */
export function park(connection: Connection, seq: number, on: string): void {
  connection.run("update runs set run_after = null, parked_on = :on where seq = :seq", { seq, on });
}

/** Lets the first of those that are parked on something have its turn: it has waited, so it is due since it was asked for. */
export function unpark(connection: Connection, on: string, count = 1): void {
  connection.run(UNPARK, { on, count });
}

const UNPARK = `update runs set parked_on = null, run_after = requested_at where seq in
  (select seq from runs where parked_on = :on order by priority desc, seq limit :count)`;

/** A run is over, or out of its worker's hands: who waits for its keys is next. In the caller's write transaction. */
export function unparkNext(connection: Connection, seq: number): void {
  if (!connection.first("select 1 from runs where parked_on is not null limit 1")) return;
  const row = connection.first("select concurrency_key, limit_key from runs where seq = :seq", { seq });
  const [overlap, limit] = row ? [textOrNull(row, "concurrency_key"), textOrNull(row, "limit_key")] : [];
  if (overlap != null) unpark(connection, parkedOn("overlap", overlap));
  if (limit != null) unpark(connection, parkedOn("limit", limit));
}
