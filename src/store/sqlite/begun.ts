import { TRIGGERS, type Owner, type Run } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { fromJsonObject, fromJsonTexts } from "./json-column.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "./row.ts";

/** What only its row can tell of a run that waits and is held back by nothing. */
export const WAITED_COLUMNS = `seq, id, args, trigger, scheduled_for, parent_id, actor, dry_run, attempt, max_attempts,
  failures, losses, dedupe_key, concurrency_key, workflow_id, requested_at, started_at, run_after`;

/** Runs that wait beside each other: what all of them have in common. */
export interface Line {
  queue: string;
  command: string;
  priority: number;
}

/** One that is about to begin, and where it stood. */
export interface Head {
  seq: number;
  runAfter: number;
  run: Run;
}

/**
 * A run as it will have begun, but for its tags, from its row as it waited: to a worker that takes many, each row read
 * again is a quarter of what a run costs. What would hold it back it does not have, and it has come to nothing yet.
 */
export function readHead(row: Row, line: Line, { owner, now }: { owner: Owner; now: number }): Head {
  const run: Run = {
    id: text(row, "id"),
    command: line.command,
    args: fromJsonObject(text(row, "args")),
    trigger: word(row, "trigger", TRIGGERS),
    state: "running",
    reason: null,
    scheduleId: null,
    scheduledFor: numberOrNull(row, "scheduled_for"),
    requestedAt: number(row, "requested_at"),
    startedAt: numberOrNull(row, "started_at") ?? now,
    finishedAt: null,
    exitCode: null,
    attempt: number(row, "attempt") + 1,
    maxAttempts: number(row, "max_attempts"),
    failures: number(row, "failures"),
    losses: number(row, "losses"),
    queue: line.queue,
    priority: line.priority,
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
    host: owner.host,
    pid: owner.pid,
    tags: [],
    cancelRequestedAt: null,
    cancelRequestedBy: null,
  };
  return { seq: number(row, "seq"), runAfter: number(row, "run_after"), run };
}

/** Gives them their tags: few runs have any, so those are looked for in all of them at once. */
export function readTags(connection: Connection, heads: readonly Head[]): void {
  if (heads.length === 0) return;
  const seqs = heads.map(({ seq }) => seq);
  const tagged = connection.all(TAGS, { from: Math.min(...seqs), to: Math.max(...seqs) });
  const tagsOf = new Map(tagged.map((row) => [number(row, "run"), text(row, "tags")]));
  if (tagsOf.size === 0) return;
  for (const { seq, run } of heads) run.tags = fromJsonTexts(tagsOf.get(seq) ?? "[]");
}

const TAGS = `select run, json_group_array(tag) as tags from
  (select run, tag from run_tags where run between :from and :to order by run, position) group by run`;
