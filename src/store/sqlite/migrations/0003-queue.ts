import { oneOf } from "./one-of.ts";

/** Background runs: queues, limits, retries, and the failures that somebody should know of. Times are epoch ms. */
export const QUEUE = /* sql */ `
-- Attempts that failed, and attempts whose owner died: what a retry is decided by.
alter table runs add column failures integer not null default 0 check (failures >= 0);
alter table runs add column losses integer not null default 0 check (losses >= 0);
alter table runs add column expires_at integer;
-- What limits count by besides the command.
alter table runs add column limit_key text;
-- What holds a queued run back, as "limit KEY" or "overlap KEY". Who is parked stands in no turn.
alter table runs add column parked_on text check (parked_on is null or (state = 'queued' and run_after is null));
-- The run_after with which it was parked or claimed: whoever is let go or given back has the turn it had.
alter table runs add column turn_after integer;
alter table runs add column workflow_id text;

-- Whose turn it is, and what waits for what. Only runs that wait stand in them.
drop index runs_by_turn;
create index runs_by_turn on runs (queue, command, priority desc, run_after) where run_after is not null;
create index runs_parked on runs (parked_on, queue, priority desc) where parked_on is not null;
create index runs_to_expire on runs (expires_at) where expires_at is not null and finished_at is null;
-- The next of all turns, whoever's it is.
create index runs_due on runs (run_after) where run_after is not null;
create unique index runs_by_dedupe_key on runs (command, dedupe_key)
  where dedupe_key is not null and finished_at is null;
create index runs_by_workflow on runs (workflow_id) where workflow_id is not null;

create table queues (
  name text primary key,
  paused_at integer not null,
  paused_by text not null,
  pause_reason text,
  paused_until integer
) strict, without rowid;

-- A rate is kept by its last starts; a gate is shut until the next one is allowed.
create table rate_starts (
  key text not null,
  at integer not null,
  run integer not null,
  attempt integer not null,
  primary key (key, at, run, attempt)
) strict, without rowid;

create table gates (
  key text primary key,
  opens_at integer not null
) strict, without rowid;

create table idempotency_keys (
  command text not null,
  key text not null,
  run_id text not null,
  expires_at integer not null,
  primary key (command, key)
) strict, without rowid;
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);

-- The inbox. Open ones are few; what was closed stays with its run as its history.
create table failures (
  run integer primary key references runs (seq) on delete cascade,
  command text not null,
  -- The args, hashed: the same command with the same args closes it when it succeeds. Empty: whatever its args.
  args_key text not null,
  fingerprint text not null,
  opened_at integer not null,
  closed_at integer,
  closing text check (${oneOf("closing", "recovered retried acknowledged discarded")}),
  closed_by text,
  note text,
  check ((closed_at is null) = (closing is null))
) strict;
create index failures_open on failures (command, args_key) where closed_at is null;
create index failures_inbox on failures (run) where closed_at is null;

-- A new word for how an attempt ended, which a table's checks take in only when it is made anew.
create table attempts_anew (
  run integer not null references runs (seq) on delete cascade,
  number integer not null check (number >= 1),
  outcome text
    check (${oneOf("outcome", "succeeded failed timed_out cancelled lost interrupted snoozed")}),
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
insert into attempts_anew select * from attempts;

create table output_anew (
  run integer not null,
  attempt integer not null,
  offset integer not null check (offset >= 0),
  at integer not null,
  stream text not null check (${oneOf("stream", "stdout stderr log")}),
  bytes blob not null,
  primary key (run, attempt, offset),
  foreign key (run, attempt) references attempts_anew (run, number) on delete cascade
) strict, without rowid;
insert into output_anew select * from output;

drop table output;
drop table attempts;
alter table attempts_anew rename to attempts;
alter table output_anew rename to output;
create index attempts_open on attempts (run) where outcome is null;

create table processes_anew (
  id text primary key,
  kind text not null check (${oneOf("kind", "scheduler tick worker")}),
  host text not null,
  boot_id text not null,
  pid integer not null,
  process_started text not null,
  started_at integer not null,
  heartbeat_at integer not null,
  stopped_at integer,
  -- The queues it serves, as it was told; null: all.
  queues text
) strict, without rowid;
insert into processes_anew select *, null from processes;
drop table processes;
alter table processes_anew rename to processes;
`;
