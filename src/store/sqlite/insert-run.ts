import type { StartRequest } from "../store.ts";
import { insertAttempt } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { number } from "./row.ts";
import { insertTags } from "./run-tags.ts";
import { indexOutcome, indexRequest } from "./texts.ts";

/** How a run can be born: started, in line for its key, or finished already because its policy says so. */
export type Birth = { state: "running" } | { state: "queued" } | { state: "skipped"; reason: string };

/** Writes a new run, with its first attempt unless it is born finished. Returns its `seq`. */
export function insertRun(connection: Connection, start: StartRequest, birth: Birth): number {
  const { run, owner, leaseUntil, now } = start;
  const row = connection.first(INSERT, columns(start, birth));
  const seq = number(row ?? {}, "seq");
  insertTags(connection, seq, run.tags);
  indexRequest(connection, seq, run.args);
  if (birth.state === "skipped") {
    indexOutcome(connection, seq, { error: null, reason: birth.reason, result: null });
  } else {
    const startedAt = birth.state === "running" ? now : null;
    insertAttempt(connection, { run: seq, number: 1, owner, leaseUntil, startedAt });
  }
  return seq;
}

function columns({ run, owner, overlap, now }: StartRequest, birth: Birth) {
  return {
    id: run.id,
    command: run.command,
    args: JSON.stringify(run.args),
    trigger: run.trigger,
    scheduled_for: run.scheduledFor,
    parent_id: run.parentId,
    actor: run.actor,
    host: owner.host,
    dry_run: run.dryRun ? 1 : 0,
    state: birth.state,
    reason: birth.state === "skipped" ? birth.reason : null,
    attempt: birth.state === "skipped" ? 0 : 1,
    concurrency_key: overlap.key,
    requested_at: run.requestedAt,
    started_at: birth.state === "running" ? now : null,
    finished_at: birth.state === "skipped" ? now : null,
  };
}

const INSERT = `insert into runs (
    id, command, args, trigger, scheduled_for, parent_id, actor, host, dry_run, state, reason, attempt,
    concurrency_key, requested_at, started_at, finished_at
  ) values (
    :id, :command, :args, :trigger, :scheduled_for, :parent_id, :actor, :host, :dry_run, :state, :reason, :attempt,
    :concurrency_key, :requested_at, :started_at, :finished_at
  ) returning seq`;
