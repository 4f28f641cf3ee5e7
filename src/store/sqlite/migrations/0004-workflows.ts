/** What a run need not do twice, and what runs wait for each other. Times are integer epoch ms, results JSON text. */
export const WORKFLOWS = /* sql */ `
create table steps (
  run integer not null references runs (seq) on delete cascade,
  name text not null,
  position integer not null,
  -- Empty: it returned nothing.
  result text,
  finished_at integer not null,
  primary key (run, name)
) strict, without rowid;

-- Done once across runs. An open one is in the hands of that attempt.
create table once_keys (
  key text primary key,
  run_id text not null,
  attempt integer not null,
  result text,
  finished_at integer,
  expires_at integer,
  check ((finished_at is null) = (expires_at is null))
) strict, without rowid;
create index once_keys_by_expiry on once_keys (expires_at) where expires_at is not null;
create index once_keys_open on once_keys (run_id) where finished_at is null;

-- A run does not start before those it needs have succeeded.
create table run_needs (
  run integer not null references runs (seq) on delete cascade,
  need_id text not null,
  position integer not null,
  met integer not null default 0 check (met in (0, 1)),
  primary key (run, need_id)
) strict, without rowid;
create index run_needs_unmet on run_needs (need_id) where met = 0;

-- When a run may start that waits for others, counted from when they have succeeded.
create table needy_turns (
  run integer primary key references runs (seq) on delete cascade,
  not_before integer,
  delay_ms integer not null check (delay_ms >= 0),
  expires_in_ms integer
) strict;
`;
