import type { Rate } from "../../core/queue.ts";
import type { Connection } from "./connection.ts";
import { parkedOn, unpark } from "./parking.ts";
import { number, text } from "./row.ts";

/**
 * When the next start under a rate is allowed: at `now`, or when the oldest of the last `count` starts is `perMs` old.
 * A start that lies further ahead than that was written before the clock was set back, and counts no more.
 */
export function nextAllowed(connection: Connection, key: string, rate: Rate, now: number): number {
  const row = connection.first(NTH_LAST, {
    key,
    from: now - rate.perMs,
    to: now + rate.perMs,
    skip: rate.count - 1,
  });
  return row ? number(row, "at") + rate.perMs : now;
}

const NTH_LAST = `select at from rate_starts where key = :key and at > :from and at < :to
  order by at desc limit 1 offset :skip`;

/** Notes a start, and forgets those that no rate of that length asks for. */
export function noteStart(
  connection: Connection,
  key: string,
  start: { rate: Rate; run: number; now: number },
): void {
  const { rate, run, now } = start;
  connection.run(
    "delete from rate_starts where key = :key and (at <= :now - :perMs or at >= :now + :perMs)",
    {
      key,
      now,
      perMs: rate.perMs,
    },
  );
  connection.run("insert or ignore into rate_starts (key, at, run) values (:key, :now, :run)", {
    key,
    now,
    run,
  });
}

/** Nothing of that key starts before `opensAt`. */
export function shutGate(connection: Connection, key: string, opensAt: number): void {
  connection.run("insert or replace into gates (key, opens_at) values (:key, :opensAt)", { key, opensAt });
}

/** Opens the gates whose time has come: who is parked behind one has its turn again, as many as may go at once. */
export function openGates(connection: Connection, now: number, mostOf: (key: string) => number): void {
  for (const row of connection.all("select key from gates where opens_at <= :now", { now })) {
    const key = text(row, "key");
    connection.run("delete from gates where key = :key", { key });
    unpark(connection, parkedOn("rate", key), mostOf(key));
  }
}

/** Keys whose gates are shut. */
export function shutGates(connection: Connection): ReadonlySet<string> {
  return new Set(connection.all("select key from gates").map((row) => text(row, "key")));
}
