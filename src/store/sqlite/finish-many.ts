import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { finish } from "./finish.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { number } from "./row.ts";
import { indexOutcome } from "./texts.ts";

/**
 * Many ends in one write transaction, each as `finish` would write it. As long as nobody in the ledger waits for an end
 * and nothing is open that a success would make good, a success has nothing to look for, and those that stand side by
 * side are written together.
 */
export function finishMany(connection: Connection, closings: readonly Closing[]): boolean[] {
  let isQuiet = isNothingOpen(connection);
  return stretchesOf(closings).flatMap((stretch) => {
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

/** Neighbours that are all plain, or all not. */
function stretchesOf(closings: readonly Closing[]): Closing[][] {
  const stretches: Closing[][] = [];
  let last: Closing | undefined;
  for (const closing of closings) {
    if (last && isPlain(last) === isPlain(closing)) stretches.at(-1)?.push(closing);
    else stretches.push([closing]);
    last = closing;
  }
  return stretches;
}

function isPlain({ outcome, reason, signal, error, progress }: Closing): boolean {
  return outcome === "succeeded" && reason === null && signal === null && error === null && progress === null;
}

interface End {
  run: number;
  closing: Closing;
}

/** The same as `finish`, in statements that name fewer columns. */
function finishPlain(connection: Connection, closings: readonly Closing[]): boolean[] {
  const ends = findRunning(connection, closings);
  if (areAlike(ends)) closeAlike(connection, ends);
  else for (const end of ends) closeOne(connection, end);
  const held = new Set(ends.map(({ closing }) => closing));
  return closings.map((closing) => held.has(closing));
}

/** Those whose attempt is the present one of a run that runs. */
function findRunning(connection: Connection, closings: readonly Closing[]): End[] {
  const ids = JSON.stringify(closings.map(({ ref }) => ref.runId));
  return connection.all(RUNNING, { ids }).flatMap((row) => {
    const closing = closings[number(row, "key")];
    return closing?.ref.attempt === number(row, "attempt") ? [{ run: number(row, "seq"), closing }] : [];
  });
}

const RUNNING = `select given.key, seq, attempt from json_each(:ids) as given join runs on runs.id = given.value
  where state = 'running'`;

function areAlike(ends: readonly End[]): boolean {
  const first = ends[0]?.closing;
  return ends.every(
    ({ closing }) =>
      closing.result === null &&
      closing.output === null &&
      closing.finishedAt === first?.finishedAt &&
      closing.exitCode === first.exitCode &&
      closing.cpuMs === first.cpuMs &&
      closing.peakRss === first.peakRss,
  );
}

/** To begin a statement for a run takes as long as what it does. */
function closeAlike(connection: Connection, ends: readonly End[]): void {
  const [first] = ends;
  if (!first) return;
  const { finishedAt, exitCode, cpuMs, peakRss } = first.closing;
  const runs = JSON.stringify(ends.map(({ run }) => run));
  connection.run(CLOSE_ATTEMPTS, { runs, finishedAt, exitCode, cpuMs, peakRss });
  connection.run(CLOSE_RUNS, { runs, finishedAt, exitCode });
}

/** Or fail: nobody goes on when half of them are written, so SQLite need keep no copy of what they change. */
const CLOSE_ATTEMPTS = `update or fail attempts
  set outcome = 'succeeded', finished_at = :finishedAt, exit_code = :exitCode, cpu_ms = :cpuMs, peak_rss = :peakRss
  where outcome is null and run in (select value from json_each(:runs))`;

const CLOSE_RUNS = `update or fail runs
  set state = 'succeeded', reason = null, finished_at = :finishedAt, exit_code = :exitCode
  where seq in (select value from json_each(:runs))`;

function closeOne(connection: Connection, { run, closing }: End): void {
  const { ref, finishedAt, exitCode, cpuMs, peakRss, result, output } = closing;
  const { attempt } = ref;
  connection.bound(CLOSE_ATTEMPT, finishedAt, exitCode, cpuMs, peakRss, run, attempt);
  if (output) writeOutput(connection, { run, attempt }, output);
  connection.bound(CLOSE_RUN, finishedAt, exitCode, toJson(result), run);
  indexOutcome(connection, run, closing);
}

const CLOSE_ATTEMPT = `update attempts set outcome = 'succeeded', finished_at = ?, exit_code = ?, cpu_ms = ?, peak_rss = ?
  where run = ? and number = ?`;

const CLOSE_RUN = `update runs set state = 'succeeded', reason = null, finished_at = ?, exit_code = ?, result = ?
  where seq = ?`;
