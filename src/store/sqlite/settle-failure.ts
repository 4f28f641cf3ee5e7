import { argsKeyOf, fingerprintOf } from "../../core/fingerprint.ts";
import { dropAbsent } from "../../core/reference.ts";
import { TRIGGERS, type RecordedError, type RunState } from "../../core/run.ts";
import { isFailure } from "../../core/transition.ts";
import type { Connection } from "./connection.ts";
import { fromJsonObject } from "./json-column.ts";
import { number, text, textOrNull, word, type Row } from "./row.ts";

/** The end of a run, as far as the inbox goes by it. */
export interface RunEnd {
  state: RunState;
  error: RecordedError | null;
  reason: string | null;
  now: number;
}

/** Opens a failure, in the place of the one that the run repeats, or closes those that it makes good, in the write transaction that ends the run. */
export function settleFailure(connection: Connection, seq: number, end: RunEnd): void {
  if (isFailure(end.state)) open(connection, seq, end);
  // Most ledgers have nothing open, and then this one look is all that a success pays.
  else if (end.state === "succeeded" && connection.first(ANY)) makeGood(connection, seq, end.now);
}

const ANY = "select 1 from failures indexed by failures_inbox where closed_at is null limit 1";

function open(connection: Connection, seq: number, { error, reason, now }: RunEnd): void {
  const row = connection.first(RUN, { seq });
  if (!row || number(row, "dry_run") === 1 || isWatched(row)) return;
  const command = text(row, "command");
  connection.insert("failures", {
    run: seq,
    command,
    args_key: wereArgsRead(row, error) ? keyOf(row) : ANY_ARGS,
    fingerprint: fingerprintOf({ command, error, reason }),
    opened_at: now,
  });
  closeRepeated(connection, seq, { row, now });
}

const RUN = "select id, command, args, trigger, queue, dry_run, actor from runs where seq = :seq";

function isWatched(row: Row): boolean {
  const trigger = word(row, "trigger", TRIGGERS);
  return textOrNull(row, "queue") === null && !["crontab", "schedule", "catch_up"].includes(trigger);
}

/** Of a failure whose args nobody could read: any success of its command makes it good. */
const ANY_ARGS = "";

const REFUSALS = ["invalid_args", "unknown_flag", "invalid_command"];

/** A crontab line that was refused before its args were known has none on its row. */
function wereArgsRead(row: Row, error: RecordedError | null): boolean {
  return textOrNull(row, "queue") !== null || !REFUSALS.includes(error?.name ?? "");
}

function keyOf(row: Row): string {
  return argsKeyOf(dropAbsent(fromJsonObject(text(row, "args"))));
}

function makeGood(connection: Connection, seq: number, now: number): void {
  const row = connection.first(RUN, { seq });
  if (!row || number(row, "dry_run") === 1) return;
  closeRepeated(connection, seq, { row, now });
  connection.run(CLOSE_ALIKE, {
    command: text(row, "command"),
    key: keyOf(row),
    any: ANY_ARGS,
    ...closingOf(row, now),
  });
}

/** A retry that ends well or badly closes what it repeats, with other args too, and what that repeated before it. */
function closeRepeated(connection: Connection, seq: number, { row, now }: { row: Row; now: number }): void {
  if (word(row, "trigger", TRIGGERS) === "retry")
    connection.run(CLOSE_PARENTS, { seq, ...closingOf(row, now) });
}

function closingOf(row: Row, now: number) {
  return { now, by: text(row, "actor"), note: `run ${text(row, "id")}` };
}

const CLOSE_PARENTS = `with recursive parents (id) as (
    select parent_id from runs where seq = :seq
    union
    select runs.parent_id from parents join runs on runs.id = parents.id where runs.trigger = 'retry'
  )
  update failures set closed_at = :now, closing = 'retried', closed_by = :by, note = :note
  where closed_at is null and run in (select seq from runs where id in (select id from parents))`;

/**
 * Live runs of a workflow that wait for the run of a failure, or for a retry of it: another's success is not theirs. Cross
 * joins, or SQLite makes an index of all runs for it.
 */
const STILL_WAITING = `with recursive repeated (id) as (
    select id from runs where seq = failures.run and workflow_id is not null
    union
    select runs.id from repeated cross join runs on runs.parent_id = repeated.id where runs.trigger = 'retry'
  )
  select 1 from repeated cross join run_needs on need_id = repeated.id and met = 0
    cross join runs as needy on needy.seq = run_needs.run where needy.finished_at is null`;

const CLOSE_ALIKE = `update failures set closed_at = :now, closing = 'recovered', closed_by = :by, note = :note
  where closed_at is null and command = :command and args_key in (:key, :any) and not exists (${STILL_WAITING})`;
