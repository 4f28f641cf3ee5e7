import type { OverlapPolicy } from "../../core/policy.ts";
import type { Waiting } from "../queue-store.ts";
import type { NewRun } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { insertTags } from "./run-tags.ts";
import { indexOutcome, indexRequest } from "./texts.ts";

/** A run as it is asked for, and where. */
export interface RunRequest {
  run: NewRun;
  host: string;
  overlap: { key: string; policy: OverlapPolicy };
  now: number;
}

/**
 * How a run can be born: started, in line for its key, due for a worker from `runAfter` on, or finished already
 * because its policy says so.
 */
export type Birth =
  | { state: "running" }
  | { state: "queued" }
  | ({ state: "queued"; dedupeKey: string | null; workflowId: string | null } & Waiting)
  | { state: "skipped"; reason: string };

/** Writes a new run. Whoever lives it, or waits in line with it, has its first attempt to insert. Returns its `seq`. */
export function insertRun(connection: Connection, request: RunRequest, birth: Birth): number {
  const { id, args, tags } = request.run;
  const seq = connection.insert("runs", {
    id,
    args: JSON.stringify(args),
    ...sharedColumns(request, birth),
  });
  insertTags(connection, seq, tags);
  indexRequest(connection, seq, args);
  if (birth.state === "skipped") {
    indexOutcome(connection, seq, { error: null, reason: birth.reason, result: null });
  }
  return seq;
}

/** Args may be long, and those of one statement are in memory together. */
const MOST_AT_ONCE = 100;

/** Writes runs that differ from `request.run` in nothing but id and args, and that have no tags. */
export function insertAlike(
  connection: Connection,
  runs: readonly NewRun[],
  request: RunRequest,
  birth: Birth,
): void {
  const shared = sharedColumns(request, birth);
  for (let from = 0; from < runs.length; from += MOST_AT_ONCE) {
    const some = runs.slice(from, from + MOST_AT_ONCE);
    const rows = some.map(({ id, args }) => [id, JSON.stringify(args)]);
    const last = connection.insertAlike("runs", shared, ["id", "args"], rows);
    for (const [index, { args }] of some.entries())
      indexRequest(connection, last - some.length + 1 + index, args);
  }
}

/** All but the id and the args. */
function sharedColumns({ run, host, overlap, now }: RunRequest, birth: Birth) {
  const turn = "queue" in birth ? birth : null;
  return {
    command: run.command,
    trigger: run.trigger,
    schedule_id: run.scheduleId ?? null,
    scheduled_for: run.scheduledFor,
    parent_id: run.parentId,
    actor: run.actor,
    host,
    dry_run: run.dryRun ? 1 : 0,
    state: birth.state,
    reason: birth.state === "skipped" ? birth.reason : null,
    ...turnColumns(turn),
    attempt: birth.state === "skipped" || turn ? 0 : 1,
    concurrency_key: overlap.key,
    overlap: overlap.policy,
    requested_at: run.requestedAt,
    started_at: birth.state === "running" ? now : null,
    finished_at: birth.state === "skipped" ? now : null,
  };
}

function turnColumns(turn: Extract<Birth, Waiting> | null) {
  return {
    queue: turn?.queue ?? null,
    priority: turn?.priority ?? 0,
    run_after: turn?.runAfter ?? null,
    max_attempts: turn?.maxAttempts ?? 1,
    dedupe_key: turn?.dedupeKey ?? null,
    limit_key: turn?.limitKey ?? null,
    expires_at: turn?.expiresAt ?? null,
    workflow_id: turn?.workflowId ?? null,
  };
}
