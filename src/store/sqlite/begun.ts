import { TRIGGERS, type Owner, type Run } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { fromJsonObject, fromJsonTexts } from "./json-column.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "./row.ts";

/** What only its row can tell of a run that waited, was held back by nothing, and has just begun. */
export const BEGUN_COLUMNS = `seq, id, command, args, trigger, scheduled_for, parent_id, actor, dry_run, queue, priority,
  attempt, max_attempts, failures, losses, dedupe_key, concurrency_key, workflow_id, requested_at, started_at`;

/**
 * Runs that this owner has just begun, from their rows as they waited, in that order: to a worker that takes many, each
 * row read again is a quarter of what a run costs.
 */
export function readBegun(
  connection: Connection,
  waited: readonly Row[],
  { owner, now }: { owner: Owner; now: number },
): Run[] {
  if (waited.length === 0) return [];
  const tagged = tagsAmong(connection, waited);
  return waited.map((row) => ({
    ...mapWaited(row),
    attempt: number(row, "attempt") + 1,
    startedAt: numberOrNull(row, "started_at") ?? now,
    host: owner.host,
    pid: owner.pid,
    tags: fromJsonTexts(tagged.get(number(row, "seq")) ?? "[]"),
  }));
}

type Waited = Omit<Run, "attempt" | "startedAt" | "host" | "pid" | "tags">;

/** A run that waits has come to nothing yet, and what would hold it back it does not have. */
function mapWaited(row: Row): Waited {
  return {
    id: text(row, "id"),
    command: text(row, "command"),
    args: fromJsonObject(text(row, "args")),
    trigger: word(row, "trigger", TRIGGERS),
    state: "running",
    reason: null,
    scheduleId: null,
    scheduledFor: numberOrNull(row, "scheduled_for"),
    requestedAt: number(row, "requested_at"),
    finishedAt: null,
    exitCode: null,
    maxAttempts: number(row, "max_attempts"),
    failures: number(row, "failures"),
    losses: number(row, "losses"),
    queue: text(row, "queue"),
    priority: number(row, "priority"),
    runAfter: null,
    expiresAt: null,
    dedupeKey: textOrNull(row, "dedupe_key"),
    concurrencyKey: textOrNull(row, "concurrency_key"),
    limitKey: null,
    workflowId: textOrNull(row, "workflow_id"),
    parentId: textOrNull(row, "parent_id"),
    error: null,
    result: null,
    progress: null,
    dryRun: number(row, "dry_run") === 1,
    actor: text(row, "actor"),
    cancelRequestedAt: null,
    cancelRequestedBy: null,
  };
}

function tagsAmong(connection: Connection, rows: readonly Row[]): Map<number, string> {
  const seqs = rows.map((row) => number(row, "seq"));
  const tagged = connection.all(TAGS, { from: Math.min(...seqs), to: Math.max(...seqs) });
  return new Map(tagged.map((row) => [number(row, "run"), text(row, "tags")]));
}

const TAGS = `select run, json_group_array(tag) as tags from
  (select run, tag from run_tags where run between :from and :to order by run, position) group by run`;
