import type { AttemptRef, Outcome } from "../../core/run.ts";
import { stateAfter } from "../../core/transition.ts";
import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
import { settleNeeds } from "./needs.ts";
import { unparkNext } from "./parking.ts";
import { errorColumns, number } from "./row.ts";
import { progressColumns } from "./runs.ts";
import { settleFailure } from "./settle-failure.ts";
import { indexOutcome } from "./texts.ts";

/** Closes an attempt and its run with the last of its output, in the caller's write transaction. False, and nothing done, when it is not the open attempt of a running run. */
export function finish(connection: Connection, closing: Closing): boolean {
  const run = closeAttempt(connection, closing);
  if (run === undefined) return false;
  connection.run(CLOSE_RUN, { run, ...runColumns(closing) });
  indexOutcome(connection, run, closing);
  settleFailure(connection, run, { ...closing, state: stateAfter(closing.outcome), now: closing.finishedAt });
  unparkNext(connection, run);
  const { ref, outcome, finishedAt } = closing;
  settleNeeds(connection, { id: ref.runId, state: stateAfter(outcome), now: finishedAt });
  return true;
}

/** Closes the attempt alone, with the last of its output: what becomes of the run, at the `seq` it returns, is the caller's to write. */
export function closeAttempt(connection: Connection, closing: Closing<Outcome>): number | undefined {
  const { attempt } = closing.ref;
  const run = findRunning(connection, closing.ref);
  if (run === undefined) return undefined;
  const { outcome, reason, finishedAt, exitCode, signal, cpuMs, peakRss } = closing;
  const { error_name, error_message, error_stack } = errorColumns(closing.error);
  const ended = [outcome, reason, finishedAt, exitCode, signal, cpuMs, peakRss];
  const key = [run, attempt];
  if (connection.bound(CLOSE_ATTEMPT, ...ended, error_name, error_message, error_stack, ...key) === 0)
    return undefined;
  if (closing.output) writeOutput(connection, { run, attempt }, closing.output);
  return run;
}

/** Where the run is, as long as it runs and that attempt is its present one. */
export function findRunning(connection: Connection, { runId, attempt }: AttemptRef): number | undefined {
  const row = connection.firstBound(RUNNING, runId, attempt);
  return row && number(row, "seq");
}

const RUNNING = "select seq from runs where id = ? and state = 'running' and attempt = ?";

const CLOSE_ATTEMPT = `update attempts set outcome = ?, reason = ?, finished_at = ?, exit_code = ?, signal = ?,
    cpu_ms = ?, peak_rss = ?, error_name = ?, error_message = ?, error_stack = ?
  where run = ? and number = ? and outcome is null`;

function runColumns(closing: Closing) {
  return {
    state: stateAfter(closing.outcome),
    reason: closing.reason,
    finishedAt: closing.finishedAt,
    exitCode: closing.exitCode,
    result: toJson(closing.result),
    ...progressColumns(closing.progress),
    ...errorColumns(closing.error),
  };
}

/** Whoever closes a run for its owner may know of no progress; what the owner stored stays then. */
const CLOSE_RUN = `update runs set state = :state, reason = :reason, finished_at = :finishedAt, exit_code = :exitCode,
    failures = failures + (:state in ('failed', 'timed_out')), losses = losses + (:state = 'lost'),
    result = :result, error_name = :error_name, error_message = :error_message, error_stack = :error_stack,
    progress_total = iif(:progress_done is null, progress_total, :progress_total),
    progress_note = iif(:progress_done is null, progress_note, :progress_note),
    progress_done = coalesce(:progress_done, progress_done)
  where seq = :run`;
