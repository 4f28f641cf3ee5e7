import type { Owner, Run } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { fromJsonObject, fromJsonTexts } from "./json-column.ts";
import { asNumber, asText, asTextOrNull, number, text, type List } from "./row.ts";

/**
 * What only its row can tell of a run that waits and is held back by nothing, in the order in which `readHead` reads it.
 * Most of what waits by the thousand was just enqueued and has no past: that is read where there is one.
 */
export const WAITED_COLUMNS = `seq, run_after, id, args, actor, requested_at, max_attempts, concurrency_key,
  case when trigger = 'queue' and dry_run = 0 and attempt + failures + losses = 0
      and coalesce(started_at, scheduled_for, parent_id, workflow_id, dedupe_key) is null then null
    else json_object('trigger', trigger, 'dryRun', dry_run, 'attempt', attempt, 'failures', failures, 'losses', losses,
      'startedAt', started_at, 'scheduledFor', scheduled_for, 'parentId', parent_id, 'workflowId', workflow_id,
      'dedupeKey', dedupe_key) end`;

/** The last of these columns. */
interface Past extends Pick<
  Run,
  "trigger" | "attempt" | "failures" | "losses" | "startedAt" | "scheduledFor"
> {
  dryRun: 0 | 1;
  parentId: string | null;
  workflowId: string | null;
  dedupeKey: string | null;
}

const NO_PAST: Past = {
  trigger: "queue",
  dryRun: 0,
  attempt: 0,
  failures: 0,
  losses: 0,
  startedAt: null,
  scheduledFor: null,
  parentId: null,
  workflowId: null,
  dedupeKey: null,
};

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

/** What would hold it back it does not have, and it has come to nothing yet. */
const JUST_BEGUN = {
  state: "running",
  reason: null,
  scheduleId: null,
  finishedAt: null,
  exitCode: null,
  runAfter: null,
  expiresAt: null,
  limitKey: null,
  error: null,
  result: null,
  progress: null,
  cancelRequestedAt: null,
  cancelRequestedBy: null,
} as const satisfies Partial<Run>;

/**
 * A run as it will have begun, but for its tags, from its row as it waited: to a worker that takes many, each row read
 * again is a quarter of what a run costs.
 */
export function readHead(waited: List, line: Line, { owner, now }: { owner: Owner; now: number }): Head {
  const [seq, runAfter, id, args, actor, requestedAt, maxAttempts, concurrencyKey, before] = waited;
  const past = readPast(before);
  const run: Run = {
    ...JUST_BEGUN,
    id: asText(id, "id"),
    command: line.command,
    args: fromJsonObject(asText(args, "args")),
    trigger: past.trigger,
    scheduledFor: past.scheduledFor,
    requestedAt: asNumber(requestedAt, "requested_at"),
    startedAt: past.startedAt ?? now,
    attempt: past.attempt + 1,
    maxAttempts: asNumber(maxAttempts, "max_attempts"),
    failures: past.failures,
    losses: past.losses,
    queue: line.queue,
    priority: line.priority,
    dedupeKey: past.dedupeKey,
    concurrencyKey: asTextOrNull(concurrencyKey, "concurrency_key"),
    workflowId: past.workflowId,
    parentId: past.parentId,
    dryRun: past.dryRun === 1,
    actor: asText(actor, "actor"),
    host: owner.host,
    pid: owner.pid,
    tags: [],
  };
  return { seq: asNumber(seq, "seq"), runAfter: asNumber(runAfter, "run_after"), run };
}

/** `json_object` wrote it, of columns whose types the table keeps. */
function readPast(past: List[number]): Past {
  return past === null ? NO_PAST : (JSON.parse(asText(past, "past")) as Past);
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
