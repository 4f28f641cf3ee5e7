import { describeHolding } from "../../core/policy.ts";
import type { PlannedTick } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { KEYED } from "./keyed.ts";
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
  const [holder] = connection.all(policy === "skip" ? LIVE : QUEUED, { key });
  if (!holder) return null;
  return text(holder, "state") === "running"
    ? describeHolding(mapHolder(holder))
    : `run ${text(holder, "id")} waits already`;
}

/** A workflow's run that waits for others is not on its way yet, and may never be. */
const NOT_NEEDY = "runs.parked_on is not 'needs'";

/** One that waits and bears others beside it is no reason for a tick not to run. */
const IN_THE_WAY = "(runs.state = 'running' or runs.overlap <> 'allow')";

/** One row: the oldest that runs, else the oldest that is queued. Of their two words, running is the greater. */
const LIVE = live(
  `state = (select max(state) from runs where concurrency_key = :key and ${KEYED} and ${IN_THE_WAY})`,
);
const QUEUED = live("runs.state = 'queued'");

function live(condition: string): string {
  return `select state, id, runs.host, runs.started_at, requested_at, concurrency_key, pid
    from runs left join attempts on run = seq and number = attempt
    where concurrency_key = :key and ${KEYED} and ${IN_THE_WAY} and ${NOT_NEEDY} and ${condition} order by seq limit 1`;
}

type Holder = Parameters<typeof describeHolding>[0];

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
  where concurrency_key = :key and state = 'queued' and ${KEYED} and ${IN_THE_WAY} and queue is not null and ${NOT_NEEDY}`;
