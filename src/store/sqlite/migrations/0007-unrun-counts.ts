/**
 * Ticks that did not run one after the other share a row, which is one happening for as many as were added to it at
 * once. The triggers that write it have names of their own: those of before go when somebody watches again.
 */
export const UNRUN_COUNTS = /* sql */ `
alter table happenings add column count integer not null default 1 check (count >= 1);
`;
