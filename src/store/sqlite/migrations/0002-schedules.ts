import { oneOf } from "./one-of.ts";

/** Schedules, what became of each of their ticks, and the processes that tick. Times are integer epoch ms. */
export const SCHEDULES = /* sql */ `
create table schedules (
  id text primary key,
  command text not null,
  source text not null check (${oneOf("source", "code config dynamic")}),
  watermark integer not null,
  registered_at integer not null,
  -- Kept until the watermark has passed its end: ticks that fell into it are settled after it.
  paused_at integer,
  paused_by text,
  pause_reason text,
  paused_until integer,
  removed_at integer,
  revision integer not null,
  -- One JSON document that SQL never looks into.
  definition text not null,
  check ((paused_at is null) = (paused_by is null)),
  check (paused_at is not null or (pause_reason is null and paused_until is null))
) strict, without rowid;

-- The latest revision, and what moved since another one.
create index schedules_by_revision on schedules (revision);

create index schedules_by_command on schedules (command);

create table ticks (
  schedule_id text not null,
  scheduled_for integer not null,
  through integer not null,
  count integer not null check (count >= 1),
  verdict text not null check (${oneOf("verdict", "run skipped missed")}),
  reason text,
  run_id text,
  settled_at integer not null,
  primary key (schedule_id, scheduled_for),
  check (through >= scheduled_for),
  check ((verdict = 'run') = (run_id is not null)),
  check ((verdict = 'run') = (reason is null)),
  check (verdict <> 'run' or (count = 1 and through = scheduled_for))
) strict, without rowid;

-- What did not run, of all schedules by time, and of one by verdict. Ticks that ran, which are most, cost nothing here.
-- The verdict is in it for SQLite's sake, which would else look up every tick in the table to see that it did not run.
create index ticks_unrun on ticks (through, scheduled_for, count, verdict) where verdict <> 'run';
create index ticks_by_verdict on ticks (schedule_id, verdict, scheduled_for) where verdict <> 'run';

create table processes (
  id text primary key,
  kind text not null check (kind in ('scheduler', 'tick')),
  host text not null,
  boot_id text not null,
  pid integer not null,
  process_started text not null,
  started_at integer not null,
  heartbeat_at integer not null,
  stopped_at integer
) strict, without rowid;

-- The runs of a tick, and of a schedule: those are sorted as they are read, for an index more costs each run more.
create index runs_by_tick on runs (schedule_id, scheduled_for) where schedule_id is not null;
-- What a worker may take now, and when the next will be due.
create index runs_by_turn on runs (run_after) where run_after is not null;
`;
