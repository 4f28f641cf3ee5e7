import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { finish, findRunning } from "./finish.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { indexOutcome } from "./texts.ts";

/**
 * Many ends in one write transaction, each as `finish` would write it. As long as nobody in the ledger waits for an end
 * and nothing is open that a success would make good, a success has nothing to look for, and need not look each time.
 */
export function finishMany(connection: Connection, closings: readonly Closing[]): boolean[] {
  let isQuiet = isNothingOpen(connection);
  return closings.map((closing) => {
    if (isQuiet && isPlain(closing)) return finishPlain(connection, closing);
    const isDone = finish(connection, closing);
    isQuiet = isNothingOpen(connection);
    return isDone;
  });
}

function isNothingOpen(connection: Connection): boolean {
  return connection.first(ANYTHING_OPEN) === undefined;
}

const ANYTHING_OPEN = `select 1 from failures indexed by failures_inbox where closed_at is null
  union all select 1 from runs where parked_on is not null
  union all select 1 from run_needs where met = 0 limit 1`;

function isPlain({ outcome, reason, signal, error, progress }: Closing): boolean {
  return outcome === "succeeded" && reason === null && signal === null && error === null && progress === null;
}

/** The same as `finish`, in statements that name fewer columns. */
function finishPlain(connection: Connection, closing: Closing): boolean {
  const run = findRunning(connection, closing.ref);
  if (run === undefined) return false;
  const { ref, finishedAt, exitCode, cpuMs, peakRss, result, output } = closing;
  const { attempt } = ref;
  if (connection.bound(CLOSE_ATTEMPT, finishedAt, exitCode, cpuMs, peakRss, run, attempt) === 0) return false;
  if (output) writeOutput(connection, { run, attempt }, output);
  connection.bound(CLOSE_RUN, finishedAt, exitCode, toJson(result), run);
  indexOutcome(connection, run, closing);
  return true;
}

const CLOSE_ATTEMPT = `update attempts set outcome = 'succeeded', finished_at = ?, exit_code = ?, cpu_ms = ?, peak_rss = ?
  where run = ? and number = ? and outcome is null`;

const CLOSE_RUN = `update runs set state = 'succeeded', reason = null, finished_at = ?, exit_code = ?, result = ?
  where seq = ?`;
