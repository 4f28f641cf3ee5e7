import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { finish, findRunning } from "./finish.ts";
import { gaplessRanges } from "./gapless.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { number } from "./row.ts";
import { stretchesOf } from "./stretches.ts";
import { indexOutcome } from "./texts.ts";

/**
 * Many ends in one write transaction, each as `finish` would write it. As long as nobody in the ledger waits for an end
 * and nothing is open that a success would make good, a success has nothing to look for, and those that ended alike are
 * written together.
 */
export function finishMany(connection: Connection, closings: readonly Closing[]): boolean[] {
  let isQuiet = isNothingOpen(connection);
  return stretchesOf(closings, areAlike).flatMap((stretch) => {
    if (isQuiet && stretch.every(isPlain)) return finishPlain(connection, stretch);
    const held = stretch.map((closing) => finish(connection, closing));
    isQuiet = isNothingOpen(connection);
    return held;
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

/** Nothing but the run tells one from the other. */
function areAlike(one: Closing, next: Closing): boolean {
  return (
    isBare(one) &&
    isBare(next) &&
    one.finishedAt === next.finishedAt &&
    one.exitCode === next.exitCode &&
    one.cpuMs === next.cpuMs &&
    one.peakRss === next.peakRss
  );
}

function isBare(closing: Closing): boolean {
  return isPlain(closing) && closing.result === null && closing.output === null;
}

function finishPlain(connection: Connection, closings: readonly Closing[]): boolean[] {
  const [first] = closings;
  if (!first) return [];
  return closings.length === 1 ? [finishOne(connection, first)] : finishAlike(connection, first, closings);
}

/** The same as `finish`, in statements that name fewer columns. */
function finishOne(connection: Connection, closing: Closing): boolean {
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

/** By one statement for all: to bind and begin one for each takes as long as what it does. */
function finishAlike(
  connection: Connection,
  { finishedAt, exitCode, cpuMs, peakRss }: Closing,
  closings: readonly Closing[],
): boolean[] {
  const running = findAllRunning(connection, closings);
  for (const range of gaplessRanges([...running.values()])) {
    connection.run(CLOSE_ATTEMPTS, { ...range, finishedAt, exitCode, cpuMs, peakRss });
    connection.run(CLOSE_RUNS, { ...range, finishedAt, exitCode });
  }
  return closings.map((_, index) => running.has(index));
}

/** Where the runs are, by the places of their closings: those of which that attempt is the present one, and runs. */
function findAllRunning(connection: Connection, closings: readonly Closing[]): Map<number, number> {
  const running = new Map<number, number>();
  const ids = JSON.stringify(closings.map(({ ref }) => ref.runId));
  for (const row of connection.all(RUNNING, { ids })) {
    const index = number(row, "key");
    if (closings[index]?.ref.attempt === number(row, "attempt")) running.set(index, number(row, "seq"));
  }
  return running;
}

const RUNNING = `select given.key, seq, attempt from json_each(:ids) as given join runs on runs.id = given.value
  where state = 'running'`;

/** Or fail: nobody goes on when half of them are written, so SQLite need keep no copy of what it changes. */
const CLOSE_ATTEMPTS = `update or fail attempts
  set outcome = 'succeeded', finished_at = :finishedAt, exit_code = :exitCode, cpu_ms = :cpuMs, peak_rss = :peakRss
  where run between :from and :to and +outcome is null`;

const CLOSE_RUNS = `update or fail runs
  set state = 'succeeded', reason = null, finished_at = :finishedAt, exit_code = :exitCode
  where seq between :from and :to`;
