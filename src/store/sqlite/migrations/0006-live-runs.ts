/**
 * A run passes through two states before its end, and an index of states moves its entry each time: most of what a
 * busy queue writes. So live runs stand in an index of what never changes about them, and only those that are over
 * stand by state.
 */
export const LIVE_RUNS = /* sql */ `
drop index runs_by_state;
drop index runs_by_command;
drop index runs_by_key;

-- The live runs of a command. Whoever asks for those that run looks through the open attempts: there are few.
create index runs_live on runs (command, trigger) where finished_at is null;
-- history --state, --trigger, and how many runs ended how: each combination is a range in the order of lists.
create index runs_by_state on runs (state, trigger) where finished_at is not null;
-- The same for one command, and the distinct commands: a page of rare failures of a busy command needs both columns.
create index runs_by_command on runs (command, state, trigger) where finished_at is not null;
-- Who holds a key, who waits for it: see keyed.ts.
create index runs_by_key on runs (concurrency_key, state)
  where concurrency_key is not null and finished_at is null and (run_after is null or overlap <> 'allow');
`;
