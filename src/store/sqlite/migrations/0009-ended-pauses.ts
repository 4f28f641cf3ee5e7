/**
 * A schedule has one pause, and that is kept until its ticks are settled. So whoever pauses again before that needs a
 * place for the one before: each tick is settled by the pause it fell into, and those between the two by none.
 */
export const ENDED_PAUSES = /* sql */ `
create table ended_pauses (
  schedule_id text not null references schedules (id),
  paused_at integer not null,
  paused_by text not null,
  pause_reason text,
  paused_until integer not null,
  primary key (schedule_id, paused_at)
) strict, without rowid;
`;
