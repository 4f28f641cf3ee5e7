import type { Connection } from "./connection.ts";
import { text, textOrNull } from "./row.ts";

/** What a run is parked on: what the key is to it, and the key. A limit is of how many at once, or of how many in a time. */
export function parkedOn(why: "limit" | "overlap", key: string): string {
  return `${why} ${key}`;
}

/*
 * Nobody looks at who is parked, so somebody must always be there who will let it go. Of those that are parked on a
 * key and wait in one queue, the first is let go whenever
 * - a run with that key leaves a worker's hands, or will never come into them;
 * - a run with that key is handed out, and the key takes more;
 * - the gate of the key opens;
 * - one that was let go is parked on its other key, and this one takes more.
 * Whoever is let go too early is parked again when its turn comes.
 * A run that waits for others of its workflow is parked on "needs" (waits.ts), and let go by them.
 */

/** Takes a queued run out of its turn until what is in its way is over. */
export function park(connection: Connection, seq: number, on: string): void {
  connection.run(PARK, { seq, on });
}

const PARK = `update runs set turn_after = run_after, run_after = null, parked_on = :on where seq = :seq`;

/** Gives the first that is parked on something, in each queue, the turn that it had. True when there was one. */
export function unpark(connection: Connection, on: string): boolean {
  const queues = parkedQueues(connection, on);
  for (const queue of queues) connection.run(UNPARK, { on, queue });
  return queues.length > 0;
}

const UNPARK = `update runs set parked_on = null, run_after = coalesce(turn_after, requested_at) where seq =
  (select seq from runs where parked_on = :on and queue = :queue order by priority desc, seq limit 1)`;

/** By leaps: there are few queues, of many runs. */
function parkedQueues(connection: Connection, on: string): string[] {
  const queues: string[] = [];
  let row = connection.first(NEXT_QUEUE, { on, queue: "" });
  for (; row; row = connection.first(NEXT_QUEUE, { on, queue: text(row, "queue") }))
    queues.push(text(row, "queue"));
  return queues;
}

const NEXT_QUEUE = "select queue from runs where parked_on = :on and queue > :queue order by queue limit 1";

/** A run is over, or out of its worker's hands: who waits for its keys is next. In the caller's write transaction. */
export function unparkNext(connection: Connection, seq: number): void {
  if (!connection.first("select 1 from runs where parked_on is not null limit 1")) return;
  const row = connection.first("select concurrency_key, limit_key from runs where seq = :seq", { seq });
  const [overlap, limit] = row ? [textOrNull(row, "concurrency_key"), textOrNull(row, "limit_key")] : [];
  if (overlap != null) unpark(connection, parkedOn("overlap", overlap));
  if (limit != null) unpark(connection, parkedOn("limit", limit));
}
