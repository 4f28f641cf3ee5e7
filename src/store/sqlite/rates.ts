import type { Rate } from "../../core/queue.ts";
import type { AttemptRef } from "../../core/run.ts";
import type { ClaimRules } from "../work-store.ts";
import type { Connection } from "./connection.ts";
import { parkedOn, unpark } from "./parking.ts";
import { number, text, textOrNull } from "./row.ts";

/** What a limit is of. */
export type LimitKind = "queue" | "command" | "key";

/** What its counts, its starts and its gate are known by. */
export function gateOf(kind: LimitKind, name: string): string {
  return `${kind} ${name}`;
}

/**
 * A start counts from when its attempt begins; one that is claimed may do so any moment, and stands here till then.
 * Later than any clock.
 */
const NOT_BEGUN = Number.MAX_SAFE_INTEGER;

/** Of the starts of a key: its attempt is over, and never began. */
const NEVER_BEGAN = `at = ${NOT_BEGUN} and not exists (select 1 from attempts
    where attempts.run = rate_starts.run and attempts.number = rate_starts.attempt and attempts.outcome is null)`;

/** How many are claimed and did not begin yet. Those that never will are forgotten. */
export function countUnbegun(connection: Connection, key: string): number {
  connection.run(FORGET_UNBEGUN, { key });
  return number(connection.first(UNBEGUN, { key }) ?? {}, "starts");
}

const FORGET_UNBEGUN = `delete from rate_starts where key = :key and ${NEVER_BEGAN}`;
const UNBEGUN = `select count(*) as starts from rate_starts where key = :key and at = ${NOT_BEGUN}`;

/**
 * When the next start under a rate is allowed: at `now`, or when the oldest of the last `count` starts is `perMs` old,
 * where those that did not begin yet begin now. A start that lies further ahead than that was written before the clock
 * was set back, and counts no more.
 */
export function nextAllowed(
  connection: Connection,
  key: string,
  { count, perMs }: Rate,
  { now, unbegun }: { now: number; unbegun: number },
): number {
  if (unbegun >= count) return now + perMs;
  const row = connection.first(NTH_LAST, {
    key,
    from: now - perMs,
    to: now + perMs,
    skip: count - unbegun - 1,
  });
  return row ? number(row, "at") + perMs : now;
}

const NTH_LAST = `select at from rate_starts where key = :key and at > :from and at < :to
  order by at desc limit 1 offset :skip`;

export interface Start {
  run: number;
  attempt: number;
  now: number;
}

/** Notes a start that is to begin, and forgets those that no rate of that length asks for. */
export function noteStart(connection: Connection, key: string, { perMs }: Rate, start: Start): void {
  connection.run(FORGET, { key, now: start.now, perMs });
  connection.run(NOTE, { key, run: start.run, attempt: start.attempt });
}

const FORGET = `delete from rate_starts where key = :key
  and (at <= :now - :perMs or (at >= :now + :perMs and at < ${NOT_BEGUN}))`;
const NOTE = `insert or ignore into rate_starts (key, at, run, attempt) values (:key, ${NOT_BEGUN}, :run, :attempt)`;

/** A claimed run begins: from now on its start counts by that instant. */
export function beginStart(connection: Connection, { run, attempt, now }: Start): void {
  // Most ledgers know of no rate, and then this one look is all that a start pays.
  if (!connection.first("select 1 from rate_starts limit 1")) return;
  for (const key of gatesOf(connection, run)) connection.run(BEGIN, { key, run, attempt, now });
}

const BEGIN = `update rate_starts set at = :now
  where key = :key and at = ${NOT_BEGUN} and run = :run and attempt = :attempt`;

/** Whether a rate counts the start of that attempt. */
export function isCounted(connection: Connection, { runId, attempt }: AttemptRef): boolean {
  const run = seqOf(connection, runId);
  return gatesOf(connection, run).some((key) => connection.first(OF_ATTEMPT, { key, run, attempt }));
}

const OF_ATTEMPT = "select 1 from rate_starts where key = :key and run = :run and attempt = :attempt limit 1";

/** Its code began at `at`, later than its row says. Its gates are asked again when they open. */
export function countStart(connection: Connection, { runId, attempt }: AttemptRef, at: number): void {
  const run = seqOf(connection, runId);
  for (const key of gatesOf(connection, run)) connection.run(COUNT_FROM, { key, run, attempt, at });
}

const COUNT_FROM = `update rate_starts set at = :at
  where key = :key and at < :at and run = :run and attempt = :attempt`;

function seqOf(connection: Connection, id: string): number {
  return number(connection.first("select seq from runs where id = :id", { id }) ?? {}, "seq");
}

/** Everything a start of the run is counted by. */
function gatesOf(connection: Connection, run: number): string[] {
  const row = connection.first("select queue, command, limit_key from runs where seq = :run", { run }) ?? {};
  const [queue, key] = [textOrNull(row, "queue"), textOrNull(row, "limit_key")];
  return [
    ...(queue === null ? [] : [gateOf("queue", queue)]),
    gateOf("command", text(row, "command")),
    ...(key === null ? [] : [gateOf("key", key)]),
  ];
}

/** A claimed run was given back before it started: that start was none, and its gates open for another. */
export function takeBackStart(connection: Connection, { run, attempt, now }: Start): void {
  for (const key of gatesOf(connection, run))
    if (connection.run(TAKE_BACK, { key, run, attempt }) > 0) connection.run(OPEN, { key, now });
}

const TAKE_BACK = "delete from rate_starts where key = :key and run = :run and attempt = :attempt";
const OPEN = "update gates set opens_at = min(opens_at, :now) where key = :key";

/** What shuts a gate: the limit of a queue, of a command, or of a command's keys; and its rate. */
export interface ShutBy {
  kind: LimitKind;
  /** Of the queue, or of the command. */
  name: string;
  rate: Rate;
}

/** Nothing of that key starts before `opensAt`. */
export function shutGate(
  connection: Connection,
  key: string,
  opensAt: number,
  { kind, name, rate }: ShutBy,
): void {
  connection.run(SHUT, { key, opensAt, rule: `${kind} ${name}`, rate: wordRate(rate) });
}

const SHUT = `insert or replace into gates (key, opens_at, rule, rate) values (:key, :opensAt, :rule, :rate)`;

/** What `shutGate` wrote of the limit. Of a gate that an older errand shut, its kind is no limit's. */
export function readRule(rule: string): { kind: string; name: string } {
  const [kind = "", name = ""] = rule.split(" ");
  return { kind, name };
}

export function wordRate(rate: Rate | null): string {
  return rate === null ? "" : `${rate.count}/${rate.perMs}`;
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
 * The gates that stand in nobody's way any more, by `:now` and `:periods`: their time has come; or the start that shut
 * them counts no more, as it lies further ahead than the rate is long (`nextAllowed`), or as it never began; or they
 * open later than any rate shuts one. A gate that is opened too early is shut again by the claim that opened it.
 */
export const OPEN_GATES = `select key from gates where opens_at <= :now or exists (
    select 1 from json_each(:periods) as period cross join rate_starts as start
      on start.key = gates.key and start.at >= gates.opens_at - period.value and start.at < ${NOT_BEGUN}
    where gates.opens_at >= :now + 2 * period.value)
  or opens_at >= :now + 2 * (select max(value) from json_each(:periods))
  or exists (select 1 from rate_starts where rate_starts.key = gates.key and ${NEVER_BEGAN})`;

/** Opens them: who is parked behind one has its turn again. */
export function openGates(connection: Connection, now: number, periods: string): void {
  for (const row of connection.all(OPEN_GATES, { now, periods })) {
    const key = text(row, "key");
    openGate(connection, key);
    connection.run(FORGET_UNBEGUN, { key });
  }
}

export function openGate(connection: Connection, key: string): void {
  connection.run("delete from gates where key = :key", { key });
  const [, limitKey] = /^key (.*)$/s.exec(key) ?? [];
  if (limitKey !== undefined) unpark(connection, parkedOn("limit", limitKey));
}

/** Keys whose gates are shut. */
export function shutGates(connection: Connection): ReadonlySet<string> {
  return new Set(connection.all("select key from gates").map((row) => text(row, "key")));
}
