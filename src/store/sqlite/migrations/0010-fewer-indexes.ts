/**
 * Each index of runs costs every run of a worker a twentieth of what it takes from the queue to its closed row. What
 * these two answered is found by leaps through others: who is due from line to line (see lines.ts), the runs of a state
 * from command to command (see run-groups.ts).
 */
export const FEWER_INDEXES = /* sql */ `
drop index runs_due;
drop index runs_by_state;
`;
