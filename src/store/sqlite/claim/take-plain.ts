import type { Run } from "../../../core/run.ts";
import type { Claim, ClaimRules } from "../../work-store.ts";
import { ownerColumns } from "../attempts.ts";
import type { Connection } from "../connection.ts";
import { pausedQueues } from "../queues.ts";
import { gaplessRanges } from "../gapless.ts";
import { number, text } from "../row.ts";
import { readHead, readTags, WAITED_COLUMNS, type Head, type Line } from "../begun.ts";

interface Wish extends Claim {
  commands: readonly string[];
  limit: number;
  mostLosses: number;
}

/**
 * Begins runs that nothing can hold back, in batches: no key, no limit, no expiry, no wish to cancel, not
 * too many workers that died over them. Of each queue its share, inside it the highest priority first, then those that were due first.
 */
export function takePlain(connection: Connection, wish: Wish): Run[] {
  let queues = openQueues(connection, wish);
  const commands = wish.commands.filter((command) => isUnlimited(wish.rules?.commands[command]?.limit));
  if (commands.length === 0) return [];
  const begun: Run[] = [];
  while (queues.length > 0 && begun.length < wish.limit)
    queues = takeRound(connection, { queues, commands, wish, begun });
  return begun;
}

interface Round {
  queues: readonly string[];
  commands: readonly string[];
  wish: Wish;
  /** Grows by what is begun. */
  begun: Run[];
}

/**
 * Of each queue its share of what is left. What one leaves of its share is divided among those behind it, and in a next
 * round among all that may have more: these it returns.
 */
function takeRound(connection: Connection, { queues, commands, wish, begun }: Round): string[] {
  const more: string[] = [];
  let weightLeft = queues.reduce((sum, queue) => sum + weightOf(queue, wish), 0);
  for (const queue of queues) {
    const weight = weightOf(queue, wish);
    const room = Math.ceil(((wish.limit - begun.length) * weight) / weightLeft);
    weightLeft -= weight;
    if (room === 0) break;
    const taken = takeOf(connection, { queue, commands, room, wish });
    begun.push(...taken);
    if (taken.length === room) more.push(queue);
  }
  return more;
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

function weightOf(queue: string, { rules, queues }: Wish): number {
  return queues?.[queue] ?? rules?.queues[queue]?.weight ?? 1;
}

interface Batch {
  queue: string;
  commands: readonly string[];
  room: number;
  wish: Wish;
}

function takeOf(connection: Connection, batch: Batch): Run[] {
  const heads = batch.commands.flatMap((command) => headsOf(connection, command, batch));
  if (batch.commands.length > 1) heads.sort(byTurn);
  const first = heads.slice(0, batch.room);
  startAll(connection, first, batch.wish);
  readTags(connection, first);
  return first.map(({ run }) => run);
}

function byTurn(a: Head, b: Head): number {
  return b.run.priority - a.run.priority || a.runAfter - b.runAfter || a.seq - b.seq;
}

function startAll(connection: Connection, heads: readonly Head[], { owner, leaseUntil, now }: Wish): void {
  for (const range of gaplessRanges(heads.map(({ seq }) => seq))) {
    connection.run(START, { ...range, host: owner.host, now });
    connection.run(OPEN_ATTEMPTS, { ...range, ...ownerColumns(owner), leaseUntil, now });
  }
}

/** Or fail: nobody goes on when half of them are written, so SQLite need keep no copy of what it changes. */
const START = `update or fail runs set state = 'running', attempt = attempt + 1, host = :host,
    started_at = coalesce(started_at, :now), reason = null, run_after = null
  where seq between :from and :to`;

const OPEN_ATTEMPTS = `insert or fail into attempts
    (run, number, host, boot_id, pid, process_started, lease_until, started_at)
  select seq, attempt, :host, :boot_id, :pid, :process_started, :leaseUntil, :now
  from runs where seq between :from and :to`;

/** The first of one command, priority by priority: those of one that are not due yet lie before those of the next. */
function headsOf(connection: Connection, command: string, { queue, room, wish }: Batch): Head[] {
  const heads: Head[] = [];
  let below = Number.MAX_SAFE_INTEGER;
  while (heads.length < room) {
    const highest = connection.first(HIGHEST, { queue, command, below });
    if (!highest) break;
    below = number(highest, "priority");
    heads.push(...headsIn(connection, { queue, command, priority: below }, room - heads.length, wish));
  }
  return heads;
}

const HIGHEST = `select priority from runs where queue = :queue and command = :command and run_after is not null
  and priority < :below order by priority desc limit 1`;

function headsIn(connection: Connection, line: Line, room: number, wish: Wish): Head[] {
  const { now, mostLosses } = wish;
  const waited = connection.lists(HEADS, { ...line, now, mostLosses, room });
  return waited.map((row) => readHead(row, line, wish));
}

/**
 * Who is held back by something is looked at one by one; here it must not be walked through each time. What the inner
 * question answers SQLite copies once more: no more than places.
 */
const HEADS = `select ${WAITED_COLUMNS} from (
    select seq as place from runs
    where queue = :queue and command = :command and priority = :priority and run_after <= :now
    order by run_after, seq limit 2 * :room) cross join runs on seq = place
  where overlap = 'allow' and limit_key is null and expires_at is null and schedule_id is null
    and cancel_requested_by is null and losses <= :mostLosses limit :room`;
