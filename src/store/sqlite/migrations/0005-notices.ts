/** Who is told of what went wrong, and when it was said already. Times are integer epoch ms. */
export const NOTICES = /* sql */ `
-- How a command stands: its failures in a row, and whether somebody was told of this streak.
create table streaks (
  command text primary key,
  failures integer not null default 0 check (failures >= 0),
  began_at integer,
  last_run_id text,
  last_success_at integer,
  told_at integer,
  snoozed_until integer
) strict, without rowid;

-- What is to be said, written with what it is about; whoever sends it claims it first.
create table notices (
  seq integer primary key,
  event text not null,
  command text not null,
  run_id text,
  channel text not null,
  body text not null,
  created_at integer not null,
  send_after integer,
  tries integer not null default 0 check (tries >= 0),
  sent_at integer,
  error text
) strict;
create index notices_due on notices (send_after) where send_after is not null;
`;
