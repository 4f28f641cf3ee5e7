import type { Outcome } from "../../core/run.ts";
import { stateAfter } from "../../core/transition.ts";
import type { Closing } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { toJson } from "./json-column.ts";
import { writeOutput } from "./output.ts";
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
  return true;
}

/** Closes the attempt alone, with the last of its output: what becomes of the run, at the `seq` it returns, is the caller's to write. */
export function closeAttempt(connection: Connection, closing: Closing<Outcome>): number | undefined {
  const row = connection.first(CLOSE_ATTEMPT, attemptColumns(closing));
  if (!row) return undefined;
  const run = number(row, "run");
  if (closing.output) writeOutput(connection, { run, attempt: closing.ref.attempt }, closing.output);
  return run;
}

function attemptColumns(closing: Closing<Outcome>) {
  return {
    runId: closing.ref.runId,
    attempt: closing.ref.attempt,
    outcome: closing.outcome,
    reason: closing.reason,
    finishedAt: closing.finishedAt,
    exitCode: closing.exitCode,
    signal: closing.signal,
    cpuMs: closing.cpuMs,
    peakRss: closing.peakRss,
    ...errorColumns(closing.error),
  };
}

/** The guard: the run's present attempt, still running, still open. */
const CLOSE_ATTEMPT = `update attempts set outcome = :outcome, reason = :reason, finished_at = :finishedAt,
    exit_code = :exitCode, signal = :signal, cpu_ms = :cpuMs, peak_rss = :peakRss,
    error_name = :error_name, error_message = :error_message, error_stack = :error_stack
  where run = (select seq from runs where id = :runId and state = 'running' and attempt = :attempt)
    and number = :attempt and outcome is null
  returning run`;

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
