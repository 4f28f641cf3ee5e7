import type { Rate } from "../../core/queue.ts";
import type { ClaimRules } from "../work-store.ts";
import type { Connection } from "./connection.ts";
import { parkedOn, unpark } from "./parking.ts";
import { number, text } from "./row.ts";

/** What a limit is of. */
export type LimitKind = "queue" | "command" | "key";

/** What its counts, its starts and its gate are known by. */
export function gateOf(kind: LimitKind, name: string): string {
  return `${kind} ${name}`;
}

/**
 * When the next start under a rate is allowed: at `now`, or when the oldest of the last `count` starts is `perMs` old.
 * A start that lies further ahead than that was written before the clock was set back, and counts no more.
 */
export function nextAllowed(connection: Connection, key: string, rate: Rate, now: number): number {
  const span = { from: now - rate.perMs, to: now + rate.perMs };
  const row = connection.first(NTH_LAST, { key, ...span, skip: rate.count - 1 });
  return row ? number(row, "at") + rate.perMs : now;
}

const NTH_LAST = `select at from rate_starts where key = :key and at > :from and at < :to
  order by at desc limit 1 offset :skip`;

export interface Start {
  run: number;
  attempt: number;
  now: number;
}

/** Notes a start, and forgets those that no rate of that length asks for. */
export function noteStart(connection: Connection, key: string, { perMs }: Rate, start: Start): void {
  connection.run(FORGET, { key, now: start.now, perMs });
  connection.run(NOTE, { key, ...start });
}

const FORGET = "delete from rate_starts where key = :key and (at <= :now - :perMs or at >= :now + :perMs)";
const NOTE = "insert or ignore into rate_starts (key, at, run, attempt) values (:key, :now, :run, :attempt)";

/** A claimed run was given back before it started: that start was none, and its gates open for another. */
export function takeBackStart(
  connection: Connection,
  keys: readonly string[],
  { run, attempt, now }: Start,
): void {
  for (const key of keys)
    if (connection.run(TAKE_BACK, { key, run, attempt }) > 0) connection.run(OPEN, { key, now });
}

const TAKE_BACK = "delete from rate_starts where key = :key and run = :run and attempt = :attempt";
const OPEN = "update gates set opens_at = min(opens_at, :now) where key = :key";

/** Nothing of that key starts before `opensAt`. */
export function shutGate(connection: Connection, key: string, opensAt: number): void {
  connection.run("insert or replace into gates (key, opens_at) values (:key, :opensAt)", { key, opensAt });
}

/** The lengths of all rates, as JSON: a gate keeps when it opens, and not what it was shut by. */
export function periodsOf({ commands, queues }: ClaimRules = { commands: {}, queues: {} }): string {
  const limits = [
    ...Object.values(commands).flatMap(({ limit, keyLimit }) => [limit, keyLimit]),
    ...Object.values(queues).map(({ limit }) => limit),
  ];
  return JSON.stringify([...new Set(limits.flatMap(({ rate }) => (rate ? [rate.perMs] : [])))]);
}

/**
 * The gates that stand in nobody's way any more, by `:now` and `:periods`: their time has come, or the start that shut
 * them counts no more, as it lies further ahead than the rate is long (`nextAllowed`).
 */
export const OPEN_GATES = `select key from gates where opens_at <= :now or exists (
    select 1 from json_each(:periods) as period join rate_starts as start
      on start.key = gates.key and start.at = gates.opens_at - period.value
    where gates.opens_at >= :now + 2 * period.value)`;

/** Opens them: who is parked behind one has its turn again. */
export function openGates(connection: Connection, now: number, periods: string): void {
  for (const row of connection.all(OPEN_GATES, { now, periods })) {
    const key = text(row, "key");
    connection.run("delete from gates where key = :key", { key });
    const [, limitKey] = /^key (.*)$/s.exec(key) ?? [];
    if (limitKey !== undefined) unpark(connection, parkedOn("limit", limitKey));
  }
}

/** Keys whose gates are shut. */
export function shutGates(connection: Connection): ReadonlySet<string> {
  return new Set(connection.all("select key from gates").map((row) => text(row, "key")));
}
