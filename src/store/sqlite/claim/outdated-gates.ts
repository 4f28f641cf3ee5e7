import type { Rate } from "../../../core/queue.ts";
import type { ClaimRules } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { openGate, readRule, wordRate } from "../rates.ts";
import { text } from "../row.ts";

/** By which each connection claimed last: as long as they are the same, no gate is out of date. */
const heeded = new WeakMap<Connection, ClaimRules>();

/**
 * Opens the gates that a rate shut which is another now: who raises one should not wait for the end of the old span. The
 * claim that follows asks the new rate, and shuts them again where that says so.
 */
export function heedRules(connection: Connection, rules: ClaimRules | undefined): void {
  if (!rules || heeded.get(connection) === rules) return;
  heeded.set(connection, rules);
  if (connection.read(() => findOutdated(connection, rules)).length === 0) return;
  connection.write(() => {
    for (const { rule, rate } of findOutdated(connection, rules))
      for (const row of connection.all(KEYS, { rule, rate })) openGate(connection, text(row, "key"));
  });
}

const KEYS = "select key from gates where rule = :rule and rate = :rate";

function findOutdated(connection: Connection, rules: ClaimRules): { rule: string; rate: string }[] {
  const known = connection
    .all("select distinct rule, rate from gates")
    .map((row) => ({ rule: text(row, "rule"), rate: text(row, "rate") }));
  return known.filter(({ rule, rate }) => {
    const now = rateNow(rule, rules);
    return now !== undefined && wordRate(now) !== rate;
  });
}

/** Undefined: nobody here knows, as with a command that only other workers have. */
function rateNow(rule: string, { commands, queues }: ClaimRules): Rate | null | undefined {
  const { kind, name } = readRule(rule);
  if (kind === "queue") return queues[name]?.limit.rate ?? null;
  if (kind === "command") return commands[name]?.limit.rate;
  return kind === "key" ? commands[name]?.keyLimit.rate : undefined;
}
