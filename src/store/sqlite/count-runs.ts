import { RUN_STATES, type RunState } from "../../core/run.ts";
import type { RunFilter } from "../history-store.ts";
import type { Connection } from "./connection.ts";
import { number, word } from "./row.ts";
import { countIn, ofStates, rangesOf, type Span } from "./run-ranges.ts";
import { timeSpan } from "./time-span.ts";

/** How many runs stand in each state; states without a run stand at 0. */
export function countRuns(
  connection: Connection,
  filter: Pick<RunFilter, "since" | "command">,
): Record<RunState, number> {
  const span = timeSpan(connection, filter);
  const ranges = filter.command === undefined ? ofStates(filter) : rangesOf(connection, filter);
  const counts = Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
  for (const range of ranges) {
    if (range.state) counts[range.state] += countIn(connection, range, span, Number.MAX_SAFE_INTEGER);
  }
  subtractEarlier(connection, filter, span, counts);
  return counts;
}

/** Runs of an earlier time that the ledger took in after one of a later time: the clocks of two processes disagreed. */
function subtractEarlier(
  connection: Connection,
  { since, command }: Pick<RunFilter, "since" | "command">,
  { low }: Span,
  counts: Record<RunState, number>,
): void {
  if (since === undefined) return;
  for (const row of connection.all(EARLIER, { since, low, command: command ?? null })) {
    counts[word(row, "state", RUN_STATES)] -= number(row, "runs");
  }
}

const EARLIER = `select state, count(*) as runs from runs indexed by runs_by_time
  where requested_at < :since and seq >= :low and (:command is null or command = :command) group by state`;
