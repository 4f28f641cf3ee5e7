import { RUN_STATES, TRIGGERS, type Progress, type Run } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { fromJson, fromJsonObject, fromJsonTexts } from "./json-column.ts";
import { number, numberOrNull, readError, type Row, text, textOrNull, word } from "./row.ts";

/** A run with what readers see beside it: the pid of its present attempt, and its tags in their order. */
const SELECT_RUN = `select runs.*, attempts.pid,
  (select json_group_array(tag) from (select tag from run_tags where run = runs.seq order by position)) as tags
  from runs left join attempts on attempts.run = runs.seq and attempts.number = runs.attempt`;

/** By way of its `seq`: SQLite compiles the long statement of `getRun` once for both, and whoever lives a run needs both. */
export function findRun(connection: Connection, id: string): Run | undefined {
  const row = connection.first("select seq from runs where id = :id", { id });
  return row && getRun(connection, number(row, "seq"));
}

/** A run that is known to be there. */
export function getRun(connection: Connection, seq: number): Run {
  const row = connection.first(`${SELECT_RUN} where runs.seq = :seq`, { seq });
  if (!row) throw new RangeError(`no run stands at ${seq}`);
  return mapRun(row);
}

/** The runs whose id begins with `prefix`, newest first. */
export function findRunsByPrefix(connection: Connection, prefix: string, limit: number): Run[] {
  const from = dashed(prefix);
  const sql = `${SELECT_RUN} where runs.id >= :from and runs.id < :to order by runs.id desc limit :limit`;
  return connection.all(sql, { from, to: `${from}\u{10ffff}`, limit }).map(mapRun);
}

/** The digits with the dashes of a uuid where they belong, wherever the person typed any. */
function dashed(prefix: string): string {
  const digits = prefix.toLowerCase().replaceAll("-", "");
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return groups.filter((group) => group !== "").join("-");
}

function mapRun(row: Row): Run {
  return {
    id: text(row, "id"),
    command: text(row, "command"),
    args: fromJsonObject(text(row, "args")),
    trigger: word(row, "trigger", TRIGGERS),
    state: word(row, "state", RUN_STATES),
    reason: textOrNull(row, "reason"),
    scheduleId: textOrNull(row, "schedule_id"),
    scheduledFor: numberOrNull(row, "scheduled_for"),
    requestedAt: number(row, "requested_at"),
    startedAt: numberOrNull(row, "started_at"),
    finishedAt: numberOrNull(row, "finished_at"),
    exitCode: numberOrNull(row, "exit_code"),
    attempt: number(row, "attempt"),
    maxAttempts: number(row, "max_attempts"),
    failures: number(row, "failures"),
    losses: number(row, "losses"),
    queue: textOrNull(row, "queue"),
    priority: number(row, "priority"),
    runAfter: numberOrNull(row, "run_after"),
    expiresAt: numberOrNull(row, "expires_at"),
    dedupeKey: textOrNull(row, "dedupe_key"),
    concurrencyKey: textOrNull(row, "concurrency_key"),
    limitKey: textOrNull(row, "limit_key"),
    workflowId: textOrNull(row, "workflow_id"),
    parentId: textOrNull(row, "parent_id"),
    error: readError(row),
    result: fromJson(textOrNull(row, "result")),
    progress: readProgress(row),
    dryRun: number(row, "dry_run") === 1,
    actor: text(row, "actor"),
    host: text(row, "host"),
    pid: numberOrNull(row, "pid"),
    tags: fromJsonTexts(text(row, "tags")),
    cancelRequestedAt: numberOrNull(row, "cancel_requested_at"),
    cancelRequestedBy: textOrNull(row, "cancel_requested_by"),
  };
}

function readProgress(row: Row): Progress | null {
  const done = numberOrNull(row, "progress_done");
  if (done === null) return null;
  return { done, total: numberOrNull(row, "progress_total"), note: textOrNull(row, "progress_note") };
}

/** A count that is no number is stored as none: SQLite has no word for NaN. */
export function progressColumns(progress: Progress | null) {
  return {
    progress_done: progress?.done ?? null,
    progress_total: progress?.total ?? null,
    progress_note: progress?.note ?? null,
  };
}
