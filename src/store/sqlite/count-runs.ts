import { RUN_STATES, type RunState } from "../../core/run.ts";
import type { RunFilter } from "../history-store.ts";
import type { Connection } from "./connection.ts";
import { number, word } from "./row.ts";
import { countAllIn, overRanges, type Span } from "./run-ranges.ts";
import { timeSpan } from "./time-span.ts";

/** How many runs stand in each state; states without a run stand at 0. */
export function countRuns(
  connection: Connection,
  filter: Pick<RunFilter, "since" | "command">,
): Record<RunState, number> {
  const span = timeSpan(connection, filter);
  const counts = Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
  for (const range of overRanges(connection, filter)) {
    if (range.state) counts[range.state] += countAllIn(connection, range, span);
  }
  const live = { ...span, command: filter.command ?? null };
  counts.running = number(connection.first(RUNNING, live) ?? {}, "runs");
  counts.queued = number(connection.first(LIVE, live) ?? {}, "runs") - counts.running;
  subtractEarlier(connection, filter, span, counts);
  return counts;
}

/** In the index of live runs alone: by their rows, those that are over would be walked through too. */
const LIVE = `select count(*) as runs from runs indexed by runs_live
  where finished_at is null and seq >= :low and seq < :below and (:command is null or command = :command)`;

const RUNNING = `select count(*) as runs from attempts join runs on runs.seq = attempts.run
  where attempts.outcome is null and runs.state = 'running'
    and seq >= :low and seq < :below and (:command is null or command = :command)`;

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
