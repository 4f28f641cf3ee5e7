/** Who is told of what went wrong, and when it was said already. Times are integer epoch ms. */
export const NOTICES = /* sql */ `
-- What happened and was not judged yet. Written by the triggers of watch-runs.ts, which are there only while somebody
-- wants to be told. An id is never used twice: who judges holds on to it.
create table happenings (
  seq integer primary key autoincrement,
  at integer not null,
  kind text not null check (kind in ('started', 'ended', 'late', 'not_run')),
  run integer,
  late_ms integer,
  schedule_id text,
  scheduled_for integer,
  reason text,
  check ((kind = 'not_run') = (run is null)),
  check ((kind = 'not_run') = (schedule_id is not null)),
  check ((kind = 'late') = (late_ms is not null))
) strict;

-- How a command stands, and which rules told of it.
create table streaks (
  command text not null,
  kind text not null check (kind in ('failure', 'skip', 'late')),
  count integer not null check (count >= 1),
  began_at integer not null,
  last_run_id text,
  primary key (command, kind)
) strict, without rowid;

create table streak_tells (
  command text not null,
  kind text not null,
  rule text not null,
  primary key (command, kind, rule),
  foreign key (command, kind) references streaks (command, kind) on delete cascade
) strict, without rowid;

create table snoozes (
  pattern text primary key,
  until integer not null,
  by text not null
) strict, without rowid;

-- Commands that should succeed every so often. A silence is known by the instant it began at.
create table expectations (
  command text primary key,
  since integer not null,
  told_for integer
) strict, without rowid;

-- What is to be said, written with what it follows from; whoever sends it claims it first.
create table notices (
  seq integer primary key,
  id text not null unique,
  kind text not null,
  command text not null,
  run_id text,
  channel text not null,
  facts text not null,
  created_at integer not null,
  send_after integer,
  tries integer not null default 0 check (tries >= 0),
  sent_at integer,
  error text,
  check (send_after is null or sent_at is null)
) strict;
create index notices_due on notices (send_after) where send_after is not null;
`;
