import { STOPPED } from "../../core/stopped.ts";
import type { Pause } from "../../core/schedule.ts";
import type { QueueFacts } from "../queue-store.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, textOrNull, type Row } from "./row.ts";
import { NEEDS } from "./waits.ts";

export function pauseQueue(connection: Connection, name: string, { at, by, reason, until }: Pause): void {
  connection.run(PAUSE, { name, at, by, reason, until });
}

const PAUSE = `insert or replace into queues (name, paused_at, paused_by, pause_reason, paused_until)
  values (:name, :at, :by, :reason, :until)`;

export function resumeQueue(connection: Connection, name: string): boolean {
  return connection.run("delete from queues where name = :name", { name }) === 1;
}

/** Queues out of which nothing may be handed at `now`. */
export function pausedQueues(connection: Connection, now: number): ReadonlySet<string> {
  const sql = "select name from queues where paused_until is null or paused_until > :now";
  return new Set(connection.all(sql, { now }).map((row) => text(row, "name")));
}

/** Every queue that there is anything to say of. */
export function listQueues(connection: Connection, now: number): QueueFacts[] {
  return connection.all(FACTS, { now }).map(mapFacts);
}

/**
 * Each in an index that holds nothing else: a million may wait, and a million may be over. What a spent rate of its queue
 * or command holds back keeps its turn, behind a gate: it is told of with what is parked.
 */
const FACTS = `with lines as (
    select queue, command, sum(run_after <= :now) as due, sum(run_after > :now) as delayed,
      min(iif(run_after <= :now, run_after, null)) as oldest
    from runs indexed by runs_by_turn where run_after is not null group by queue, command
  ),
  gated as (
    select *, exists (
      select 1 from gates where key in ('queue ' || queue, 'command ' || command) and opens_at > :now
    ) as is_shut from lines
  ),
  turns as (
    select queue, iif(is_shut, 0, due) as due, delayed, iif(is_shut, due, 0) as parked,
      iif(is_shut, null, oldest) as oldest
    from gated
  ),
  parkings as (
    select queue, count(*) as parked from runs indexed by runs_parked where parked_on is not null group by queue
  ),
  stops as (
    select queue, count(*) as stopped from runs indexed by runs_parked
    where parked_on = '${NEEDS}' and reason like '${STOPPED}%' group by queue
  ),
  hands as (
    select queue, count(*) as in_hands from attempts join runs on runs.seq = attempts.run
    where attempts.outcome is null and queue is not null group by queue
  ),
  counted as (
    select queue as name, sum(due) as due, sum(delayed) as delayed, sum(parked) as parked,
      sum(stopped) as stopped, sum(in_hands) as in_hands, min(oldest) as oldest
    from (
      select queue, due, delayed, parked, 0 as stopped, 0 as in_hands, oldest from turns
      union all select queue, 0, 0, parked, 0, 0, null from parkings
      union all select queue, 0, 0, -stopped, stopped, 0, null from stops
      union all select queue, 0, 0, 0, 0, in_hands, null from hands
    ) group by queue
  ),
  paused as (select * from queues where paused_until is null or paused_until > :now)
  select coalesce(counted.name, paused.name) as name, coalesce(due, 0) as due, coalesce(delayed, 0) as delayed,
    coalesce(parked, 0) as parked, coalesce(stopped, 0) as stopped, coalesce(in_hands, 0) as in_hands, oldest,
    paused_at, paused_by, pause_reason, paused_until
  from counted full join paused on paused.name = counted.name order by 1`;

function mapFacts(row: Row): QueueFacts {
  const [due, delayed] = [number(row, "due"), number(row, "delayed")];
  const [parked, stopped] = [number(row, "parked"), number(row, "stopped")];
  return {
    name: text(row, "name"),
    waiting: due + delayed + parked + stopped,
    due,
    delayed,
    parked,
    stopped,
    inHands: number(row, "in_hands"),
    oldestDueAt: numberOrNull(row, "oldest"),
    pause: mapPause(row),
  };
}

function mapPause(row: Row): Pause | null {
  const at = numberOrNull(row, "paused_at");
  if (at === null) return null;
  return {
    at,
    by: text(row, "paused_by"),
    reason: textOrNull(row, "pause_reason"),
    until: numberOrNull(row, "paused_until"),
  };
}
