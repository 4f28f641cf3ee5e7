import { oneOf } from "./one-of.ts";

/**
 * The ledger's first shape. Times are integer epoch ms, ids uuidv7 text. `seq` is the order in which the ledger took
 * the runs in: what lists follow, what hangs on a run refers to, and what makes every index entry narrow.
 */
export const LEDGER = /* sql */ `
create table runs (
  seq integer primary key,
  id text not null unique,
  command text not null,
  args text not null,
  trigger text not null
    check (${oneOf("trigger", "manual crontab schedule catch_up queue retry api")}),
  schedule_id text,
  scheduled_for integer,
  parent_id text,
  actor text not null,
  host text not null,
  dry_run integer not null check (dry_run in (0, 1)),
  state text not null check (${oneOf("state", "queued running succeeded failed timed_out cancelled lost interrupted skipped")}),
  reason text,
  queue text,
  priority integer not null default 0,
  -- When a worker may take it; null while one has it, and of runs that no worker takes.
  run_after integer,
  attempt integer not null default 0 check (attempt >= 0),
  max_attempts integer not null default 1 check (max_attempts >= 1),
  dedupe_key text,
  concurrency_key text,
  overlap text not null check (${oneOf("overlap", "allow skip wait replace")}),
  requested_at integer not null,
  started_at integer,
  finished_at integer,
  exit_code integer,
  error_name text,
  error_message text,
  error_stack text,
  result text,
  progress_done real,
  progress_total real,
  progress_note text,
  cancel_requested_at integer,
  cancel_requested_by text,
  check ((finished_at is null) = (state in ('queued', 'running'))),
  check (not (${oneOf("state", "running succeeded failed timed_out")}) or (started_at is not null and attempt > 0)),
  check (run_after is null or (state = 'queued' and queue is not null)),
  check ((error_name is null) = (error_message is null)),
  check ((cancel_requested_at is null) = (cancel_requested_by is null))
) strict;

-- history --state, --trigger, and how many runs stand where: each combination is a range in the order of lists.
create index runs_by_state on runs (state, trigger);
-- The same for one command, and the distinct commands: a page of rare failures of a busy command needs both columns.
create index runs_by_command on runs (command, state, trigger);
-- --since and --until: written once, never moved.
create index runs_by_time on runs (requested_at);
-- Who holds a key, who waits for it. Only live runs stand in it, so it stays as small as what is going on.
create index runs_by_key on runs (concurrency_key, state)
  where concurrency_key is not null and finished_at is null;
-- The retries of a run. A run without a parent costs nothing. No foreign key: the parent may be pruned before it.
create index runs_by_parent on runs (parent_id) where parent_id is not null;

create table run_tags (
  run integer not null references runs (seq) on delete cascade,
  position integer not null,
  tag text not null,
  primary key (run, position)
) strict, without rowid;

create table attempts (
  run integer not null references runs (seq) on delete cascade,
  number integer not null check (number >= 1),
  outcome text
    check (${oneOf("outcome", "succeeded failed timed_out cancelled lost interrupted")}),
  reason text,
  host text not null,
  boot_id text not null,
  pid integer not null,
  process_started text not null,
  lease_until integer not null,
  started_at integer,
  finished_at integer,
  exit_code integer,
  signal text,
  error_name text,
  error_message text,
  error_stack text,
  cpu_ms real,
  peak_rss integer,
  output_bytes integer not null default 0 check (output_bytes >= 0),
  primary key (run, number),
  check ((outcome is null) = (finished_at is null)),
  check (outcome is null or (${oneOf("outcome", "cancelled lost interrupted")}) or started_at is not null),
  check ((error_name is null) = (error_message is null))
) strict, without rowid;

-- What the rescuer looks through before every start: the open attempts and nothing else.
create index attempts_open on attempts (run) where outcome is null;

create table output (
  run integer not null,
  attempt integer not null,
  offset integer not null check (offset >= 0),
  at integer not null,
  stream text not null check (${oneOf("stream", "stdout stderr log")}),
  bytes blob not null,
  primary key (run, attempt, offset),
  foreign key (run, attempt) references attempts (run, number) on delete cascade
) strict, without rowid;

create table audit (
  seq integer primary key,
  at integer not null,
  actor text not null,
  action text not null,
  target text not null,
  note text
) strict;

create table chores (
  name text primary key,
  claimed_at integer not null
) strict, without rowid;

-- What text searches narrow down with; rows prove the match. Only trigrams are kept, no text and no positions.
create virtual table texts using fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1', detail = none
);
`;
