/** Which channels were told of a silence that goes on: a rule that comes later has not told of it. */
export const SILENCE_TELLS = /* sql */ `
create table silence_tells (
  command text not null references expectations (command) on delete cascade,
  channel text not null,
  primary key (command, channel)
) strict, without rowid;

insert into silence_tells (command, channel)
  select distinct command, notices.channel from expectations join notices using (command)
  where notices.kind = 'overdue' and notices.created_at >= told_for;
`;
