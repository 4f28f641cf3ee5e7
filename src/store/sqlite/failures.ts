import {
  CLOSINGS,
  type Failure,
  type FailureFilter,
  type FailureGroup,
  type FailurePage,
} from "../failure-store.ts";
import type { Connection } from "./connection.ts";
import { findLiveRetry } from "./live-retry.ts";
import { number, text, textOrNull, word, type Row } from "./row.ts";
import { getRun } from "./runs.ts";

/** Open failures that fit a filter. They are few, and have an index of their own among all that ever were. */
const INBOX = `from failures indexed by failures_inbox join runs on runs.seq = failures.run
  where failures.closed_at is null
    and (:dead = 0 or runs.queue is not null)
    and (:queue is null or runs.queue = :queue)
    and (:command is null or failures.command = :command)
    and (:fingerprint is null or fingerprint = :fingerprint)
    and (:since is null or opened_at >= :since)`;

function paramsOf({ dead = false, command, queue, fingerprint, since }: FailureFilter) {
  return {
    dead: dead ? 1 : 0,
    command: command ?? null,
    queue: queue ?? null,
    fingerprint: fingerprint ?? null,
    since: since ?? null,
  };
}

export function listFailures(
  connection: Connection,
  filter: FailureFilter,
  { limit, after = "0" }: { limit: number; after?: string },
): FailurePage {
  const rows = connection.all(LIST, { ...paramsOf(filter), limit: limit + 1, after: Number(after) });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    failures: shown.map((row) => mapFailure(connection, row)),
    next: rows.length > limit && last ? String(number(last, "run")) : null,
  };
}

const LIST = `select failures.* ${INBOX} and failures.run > :after order by failures.run limit :limit`;

export function listFailureGroups(connection: Connection, filter: FailureFilter): FailureGroup[] {
  const rows = connection.all(GROUPS, paramsOf(filter));
  // The newest first, by time and then by the order in which the ledger took them in.
  const sorted = rows.toSorted(
    (a, b) => number(b, "last_at") - number(a, "last_at") || number(b, "newest") - number(a, "newest"),
  );
  return sorted.map((row) => ({
    fingerprint: text(row, "fingerprint"),
    command: text(row, "command"),
    count: number(row, "count"),
    firstAt: number(row, "first_at"),
    lastAt: number(row, "last_at"),
    example: getRun(connection, number(row, "newest")),
    retries: { queued: number(row, "queued"), running: number(row, "running") },
  }));
}

function retriesThatAre(state: string): string {
  return `(select count(*) from runs as again
    where again.parent_id = runs.id and again.trigger = 'retry' and again.finished_at is null
      and again.state = '${state}')`;
}

const GROUPS = `select fingerprint, failures.command, count(*) as count, min(opened_at) as first_at,
    max(opened_at) as last_at, max(failures.run) as newest,
    sum(${retriesThatAre("queued")}) as queued, sum(${retriesThatAre("running")}) as running ${INBOX}
  group by fingerprint, failures.command`;

export function findFailure(connection: Connection, runId: string): Failure | undefined {
  const row = connection.first(FIND, { runId });
  return row && mapFailure(connection, row);
}

const FIND = "select * from failures where run = (select seq from runs where id = :runId)";

function mapFailure(connection: Connection, row: Row): Failure {
  const run = getRun(connection, number(row, "run"));
  return {
    run,
    fingerprint: text(row, "fingerprint"),
    openedAt: number(row, "opened_at"),
    closed: readClosed(row),
    retry: findLiveRetry(connection, run.id),
  };
}

function readClosed(row: Row): Failure["closed"] {
  if (row["closed_at"] === null) return null;
  return {
    how: word(row, "closing", CLOSINGS),
    at: number(row, "closed_at"),
    by: text(row, "closed_by"),
    note: textOrNull(row, "note"),
  };
}
