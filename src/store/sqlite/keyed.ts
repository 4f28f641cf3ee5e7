/**
 * Who stands in the index of keys: every live run but those that wait for their turn and bear others beside them. A
 * queue may hold a million of these, and they keep nobody from anything until one is in somebody's hands.
 */
export const KEYED = "runs.finished_at is null and (runs.run_after is null or runs.overlap <> 'allow')";
