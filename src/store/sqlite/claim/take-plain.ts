import type { Run } from "../../../core/run.ts";
import type { Claim, ClaimRules } from "../../work-store.ts";
import { insertStarted } from "../attempts.ts";
import type { Connection } from "../connection.ts";
import { pausedQueues } from "../queues.ts";
import { number, text, type Row } from "../row.ts";
import { readBegun } from "../runs.ts";

interface Wish extends Claim {
  commands: readonly string[];
  limit: number;
}

/**
 * Begins runs that nothing can hold back, in batches: no key, no limit, no expiry, no wish to cancel. Of each queue its
 * share, inside it the highest priority first, then those that were due first.
 */
export function takePlain(connection: Connection, wish: Wish): Run[] {
  const queues = openQueues(connection, wish);
  const commands = wish.commands.filter((command) => isUnlimited(wish.rules?.commands[command]?.limit));
  if (commands.length === 0) return [];
  const begun: Run[] = [];
  for (const [queue, share] of sharesOf(queues, wish)) {
    const room = Math.min(share, wish.limit - begun.length);
    if (room > 0) begun.push(...takeOf(connection, { queue, commands, room, wish }));
  }
  return begun;
}

function openQueues(connection: Connection, { now, queues, rules }: Wish): string[] {
  const paused = pausedQueues(connection, now);
  const waiting = connection.all(QUEUES).map((row) => text(row, "queue"));
  return waiting.filter(
    (queue) =>
      !paused.has(queue) &&
      (queues == null || Object.hasOwn(queues, queue)) &&
      isUnlimited(rules?.queues[queue]?.limit),
  );
}

/** By leaps: there are few queues, of many runs. */
const QUEUES = `with recursive found (queue) as (
    select min(queue) from runs where run_after is not null
    union all
    select (select min(queue) from runs where run_after is not null and queue > found.queue)
      from found where found.queue is not null
  ) select queue from found where queue is not null`;

function isUnlimited(limit: ClaimRules["queues"][string]["limit"] | undefined): boolean {
  return limit === undefined || (limit.concurrency === null && limit.rate === null);
}

/** What is left of one queue's share is the next one's: the last may take all that is left. */
function sharesOf(queues: string[], { limit, rules, queues: served }: Wish): [string, number][] {
  const weights = queues.map((queue) => served?.[queue] ?? rules?.queues[queue]?.weight ?? 1);
  let [left, weightLeft] = [limit, weights.reduce((sum, weight) => sum + weight, 0)];
  return queues.map((queue, index) => {
    const weight = weights[index] ?? 1;
    const share = Math.ceil((left * weight) / weightLeft);
    left -= share;
    weightLeft -= weight;
    return [queue, share];
  });
}

interface Batch {
  queue: string;
  commands: readonly string[];
  room: number;
  wish: Wish;
}

function takeOf(connection: Connection, batch: Batch): Run[] {
  const { owner, leaseUntil, now } = batch.wish;
  const heads = batch.commands.flatMap((command) => headsOf(connection, command, batch));
  if (batch.commands.length > 1)
    heads.sort((a, b) => b.priority - a.priority || a.runAfter - b.runAfter || a.seq - b.seq);
  const first = heads.slice(0, batch.room);
  for (const { seq, number } of first) {
    insertStarted(connection, { run: seq, number, owner, leaseUntil, startedAt: now });
    connection.bound(START, number, owner.host, now, seq);
  }
  return first.length === 0
    ? []
    : readBegun(
        connection,
        first.map(({ seq }) => seq),
        owner.pid,
      );
}

const START = `update runs set state = 'running', attempt = ?, host = ?, started_at = coalesce(started_at, ?),
  reason = null, run_after = null where seq = ?`;

interface Head {
  seq: number;
  number: number;
  priority: number;
  runAfter: number;
}

/** The first of one command, priority by priority: those of one that are not due yet lie before those of the next. */
function headsOf(connection: Connection, command: string, { queue, room, wish }: Batch): Head[] {
  const heads: Head[] = [];
  let row = connection.first(HIGHEST, { queue, command, below: Number.MAX_SAFE_INTEGER });
  for (
    ;
    row && heads.length < room;
    row = connection.first(HIGHEST, { queue, command, below: number(row, "priority") })
  ) {
    const wanted = {
      queue,
      command,
      priority: number(row, "priority"),
      now: wish.now,
      room: room - heads.length,
    };
    heads.push(...connection.all(HEADS, wanted).map(mapHead));
  }
  return heads;
}

const HIGHEST = `select priority from runs where queue = :queue and command = :command and run_after is not null
  and priority < :below order by priority desc limit 1`;

/** Who is held back by something is looked at one by one; here it must not be walked through each time. */
const HEADS = `select seq, attempt, priority, run_after from (
    select seq, attempt, priority, run_after, overlap, limit_key, expires_at, schedule_id, cancel_requested_by
    from runs where queue = :queue and command = :command and priority = :priority and run_after <= :now
    order by run_after, seq limit 2 * :room)
  where overlap = 'allow' and limit_key is null and expires_at is null and schedule_id is null
    and cancel_requested_by is null limit :room`;

function mapHead(row: Row): Head {
  return {
    seq: number(row, "seq"),
    number: number(row, "attempt") + 1,
    priority: number(row, "priority"),
    runAfter: number(row, "run_after"),
  };
}
