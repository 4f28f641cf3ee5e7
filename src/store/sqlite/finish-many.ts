import type { Closing } from "../run-store.ts";
import type { Connection, Params } from "./connection.ts";
import { finish, findRunning } from "./finish.ts";
import { gaplessRanges } from "./gapless.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { asNumber, asText } from "./row.ts";
import { stretchesOf } from "./stretches.ts";
import { indexOutcome } from "./texts.ts";

/**
 * Many ends in one write transaction, each as `finish` would write it. As long as nobody in the ledger waits for an end
 * and nothing is open that a success would make good, a success has nothing to look for, and those that ended alike are
 * written together.
 */
export function finishMany(connection: Connection, closings: readonly Closing[]): boolean[] {
  let isCalm = isNothingOpen(connection);
  return stretchesOf(closings, areAlike).flatMap((stretch) => {
    if (isCalm && stretch.every(isPlain)) return finishPlain(connection, stretch);
    const held = stretch.map((closing) => finish(connection, closing));
    isCalm = isNothingOpen(connection);
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

/** Nothing but the run, and what it returned, tells one from the other. */
function areAlike(one: Closing, next: Closing): boolean {
  return (
    isMute(one) &&
    isMute(next) &&
    one.finishedAt === next.finishedAt &&
    one.exitCode === next.exitCode &&
    one.cpuMs === next.cpuMs &&
    one.peakRss === next.peakRss
  );
}

function isMute(closing: Closing): boolean {
  return isPlain(closing) && closing.output === null;
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
  const { ref, finishedAt, exitCode, cpuMs, peakRss, output } = closing;
  const { attempt } = ref;
  if (connection.bound(CLOSE_ATTEMPT, finishedAt, exitCode, cpuMs, peakRss, run, attempt) === 0) return false;
  if (output) writeOutput(connection, { run, attempt }, output);
  closeRun(connection, run, closing);
  return true;
}

function closeRun(connection: Connection, run: number, closing: Closing): void {
  connection.bound(CLOSE_RUN, closing.finishedAt, closing.exitCode, toJson(closing.result), run);
  indexOutcome(connection, run, closing);
}

const CLOSE_ATTEMPT = `update attempts set outcome = 'succeeded', finished_at = ?, exit_code = ?, cpu_ms = ?, peak_rss = ?
  where run = ? and number = ? and outcome is null`;

const CLOSE_RUN = `update runs set state = 'succeeded', reason = null, finished_at = ?, exit_code = ?, result = ?
  where seq = ?`;

/** Many by one statement: to bind and begin one for each takes as long as what it does. */
function finishAlike(connection: Connection, first: Closing, closings: readonly Closing[]): boolean[] {
  const { finishedAt, exitCode, cpuMs, peakRss } = first;
  const running = findAllRunning(connection, closings);
  const close = (sql: string, runs: readonly number[], values: Params): void => {
    for (const range of gaplessRanges(runs)) connection.run(sql, { ...range, ...values });
  };
  const isHeld = (run: number | undefined): run is number => run !== undefined;
  close(CLOSE_ATTEMPTS, running.filter(isHeld), { finishedAt, exitCode, cpuMs, peakRss });
  const returnedNothing = running.filter((_, at) => closings[at]?.result === null).filter(isHeld);
  close(CLOSE_RUNS, returnedNothing, { finishedAt, exitCode });
  for (const [at, closing] of closings.entries()) {
    const run = running[at];
    if (run !== undefined && closing.result !== null) closeRun(connection, run, closing);
  }
  return running.map(isHeld);
}

/** Where each of these runs stands, as long as it runs and that attempt is its present one. */
function findAllRunning(connection: Connection, closings: readonly Closing[]): (number | undefined)[] {
  const first = findFirstBeside(connection, closings);
  if (first !== undefined) return closings.map((_, at) => first + at);
  const ids = closings.map(({ ref }) => ref.runId);
  const running = connection.lists(RUNNING, { ids: JSON.stringify(ids) });
  const places = new Map(
    running.map(([seq, id, attempt]) => [`${asText(id, "id")} ${String(attempt)}`, asNumber(seq, "seq")]),
  );
  return closings.map(({ ref }) => {
    const key = `${ref.runId} ${ref.attempt}`;
    const place = places.get(key);
    places.delete(key);
    return place;
  });
}

/**
 * What was begun together mostly stands side by side, in the same attempt, and runs. To see that from those rows, as
 * one, takes a quarter of what it takes to read them. Where the first stands when it is so.
 */
function findFirstBeside(connection: Connection, closings: readonly Closing[]): number | undefined {
  const [first] = closings;
  if (!first || closings.some(({ ref }) => ref.attempt !== first.ref.attempt)) return undefined;
  const { runId: id, attempt } = first.ref;
  const [row] = connection.lists(RUNNING_BESIDE, { id, attempt, more: closings.length - 1 });
  if (!row) return undefined;
  return row[1] === closings.map(({ ref }) => ref.runId).join() ? asNumber(row[0], "seq") : undefined;
}

const RUNNING_BESIDE = `with place (first) as (select seq from runs where id = :id)
  select first, group_concat(id) from place join runs on seq between first and first + :more
  where state = 'running' and attempt = :attempt group by first`;

const RUNNING = `select seq, runs.id, attempt from json_each(:ids) as given join runs on runs.id = given.value
  where state = 'running'`;

/** Or fail: nobody goes on when half of them are written, so SQLite need keep no copy of what it changes. */
const CLOSE_ATTEMPTS = `update or fail attempts
  set outcome = 'succeeded', finished_at = :finishedAt, exit_code = :exitCode, cpu_ms = :cpuMs, peak_rss = :peakRss
  where run between :from and :to and +outcome is null`;

const CLOSE_RUNS = `update or fail runs
  set state = 'succeeded', reason = null, finished_at = :finishedAt, exit_code = :exitCode
  where seq between :from and :to`;
