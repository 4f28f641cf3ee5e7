import { describeHolding } from "../../core/policy.ts";
import type { PlannedTick } from "../store.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, textOrNull, type Row } from "./row.ts";
import { withdraw } from "./withdraw.ts";

/**
 * Why a due tick gets no run, or null: the overlap policy, judged on the live runs of its key. A caught-up one is no
 * overlap of the others that are caught up with it; it is judged when it is claimed and when it starts.
 */
export function judgeTick(
  connection: Connection,
  { run, overlap }: Extract<PlannedTick, { verdict: "run" }>,
  now: number,
): string | null {
  const { key, policy } = overlap;
  if (policy === "allow" || run.trigger === "catch_up") return null;
  if (policy === "replace") return replaceWaiting(connection, { key, by: run.id, now });
  const waiting = findLive(connection, key, "queued");
  const running = policy === "skip" ? findLive(connection, key, "running") : undefined;
  if (running) return describeHolding(running);
  return waiting ? `run ${waiting.id} waits already` : null;
}

type Holder = Parameters<typeof describeHolding>[0];

function findLive(connection: Connection, key: string, state: "queued" | "running"): Holder | undefined {
  const row = connection.first(LIVE, { key, state });
  return row && mapHolder(row);
}

const LIVE = `select runs.id, runs.host, runs.started_at, runs.requested_at, runs.concurrency_key, attempts.pid
  from runs left join attempts on attempts.run = runs.seq and attempts.number = runs.attempt
  where runs.concurrency_key = :key and runs.state = :state and runs.finished_at is null
  order by runs.seq limit 1`;

function mapHolder(row: Row): Holder {
  return {
    id: text(row, "id"),
    host: text(row, "host"),
    pid: numberOrNull(row, "pid"),
    startedAt: numberOrNull(row, "started_at"),
    requestedAt: number(row, "requested_at"),
    concurrencyKey: textOrNull(row, "concurrency_key"),
  };
}

/** Those that a worker would have started give way to the new one; a person's that waits for the key keeps its place. */
function replaceWaiting(
  connection: Connection,
  { key, by, now }: { key: string; by: string; now: number },
): null {
  for (const row of connection.all(WAITING, { key })) {
    withdraw(connection, {
      runId: text(row, "id"),
      state: "skipped",
      reason: `replaced by run ${by}`,
      exitCode: null,
      now,
    });
  }
  return null;
}

const WAITING = `select id from runs
  where concurrency_key = :key and state = 'queued' and finished_at is null and queue is not null`;
