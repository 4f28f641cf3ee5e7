import type { RunFilter } from "../history-store.ts";
import type { Connection } from "./connection.ts";
import { numberOrNull } from "./row.ts";
import type { Span } from "./run-ranges.ts";

export const WHOLE_LEDGER: Span = { low: 0, below: Number.MAX_SAFE_INTEGER };

/**
 * The smallest part of the ledger that holds every run requested in the filter's time. It may hold others: runs of
 * processes whose clocks disagree were taken in in another order than that of their times.
 */
export function timeSpan(connection: Connection, { since, until }: RunFilter): Span {
  const span = { ...WHOLE_LEDGER };
  if (since !== undefined) span.low = firstSince(connection, since) ?? WHOLE_LEDGER.below;
  if (until !== undefined) span.below = (lastUntil(connection, until) ?? -1) + 1;
  return span;
}

function firstSince(connection: Connection, since: number): number | null {
  const row = connection.first(
    "select min(seq) as seq from runs indexed by runs_by_time where requested_at >= :since",
    { since },
  );
  return row ? numberOrNull(row, "seq") : null;
}

function lastUntil(connection: Connection, until: number): number | null {
  const row = connection.first(
    "select max(seq) as seq from runs indexed by runs_by_time where requested_at < :until",
    { until },
  );
  return row ? numberOrNull(row, "seq") : null;
}
