import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { finish, findRunning } from "./finish.ts";
import { gaplessRanges } from "./gapless.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { asNumber, asText, type List } from "./row.ts";
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
function finishAlike(
  connection: Connection,
  { finishedAt, exitCode, cpuMs, peakRss }: Closing,
  closings: readonly Closing[],
): boolean[] {
  const running = findAllRunning(connection, closings);
  const runs = [...running.keys()];
  for (const range of gaplessRanges(runs))
    connection.run(CLOSE_ATTEMPTS, { ...range, finishedAt, exitCode, cpuMs, peakRss });
  const returnedNothing = runs.filter((run) => running.get(run)?.result === null);
  for (const range of gaplessRanges(returnedNothing))
    connection.run(CLOSE_RUNS, { ...range, finishedAt, exitCode });
  for (const [run, closing] of running) if (closing.result !== null) closeRun(connection, run, closing);
  const held = new Set(running.values());
  return closings.map((closing) => held.has(closing));
}

/**
 * The closings of running runs of which that attempt is the present one, by the places of the runs. What was begun
 * together mostly stands side by side: to look through those rows takes half as long as to look up each.
 */
function findAllRunning(connection: Connection, closings: readonly Closing[]): Map<number, Closing> {
  const byId = new Map(closings.map((closing) => [closing.ref.runId, closing] as const));
  const ids = [...byId.keys()];
  const beside = heldOf(
    byId,
    connection.lists(RUNNING_BESIDE, { first: ids[0] ?? "", more: ids.length - 1 }),
  );
  if (beside.size === ids.length) return beside;
  return heldOf(byId, connection.lists(RUNNING, { ids: JSON.stringify(ids) }));
}

function heldOf(byId: ReadonlyMap<string, Closing>, running: readonly List[]): Map<number, Closing> {
  const held = new Map<number, Closing>();
  for (const [seq, id, attempt] of running) {
    const closing = byId.get(asText(id, "id"));
    if (closing && closing.ref.attempt === attempt) held.set(asNumber(seq, "seq"), closing);
  }
  return held;
}

const RUNNING_BESIDE = `with place (first) as (select seq from runs where id = :first)
  select seq, id, attempt from place join runs on seq between first and first + :more where state = 'running'`;

const RUNNING = `select seq, runs.id, attempt from json_each(:ids) as given join runs on runs.id = given.value
  where state = 'running'`;

/** Or fail: nobody goes on when half of them are written, so SQLite need keep no copy of what it changes. */
const CLOSE_ATTEMPTS = `update or fail attempts
  set outcome = 'succeeded', finished_at = :finishedAt, exit_code = :exitCode, cpu_ms = :cpuMs, peak_rss = :peakRss
  where run between :from and :to and +outcome is null`;

const CLOSE_RUNS = `update or fail runs
  set state = 'succeeded', reason = null, finished_at = :finishedAt, exit_code = :exitCode
  where seq between :from and :to`;
