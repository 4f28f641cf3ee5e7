import type { FinalOutcome, RecordedError } from "../../core/run.ts";
import type { NextState } from "../../core/transition.ts";
import type { Withdrawal } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { unparkNext } from "./parking.ts";
import { errorColumns, number } from "./row.ts";
import { settleFailure } from "./settle-failure.ts";
import { indexOutcome } from "./texts.ts";
import { noteWaits } from "./waits.ts";

/** How a queued run may end. One that waited for another attempt may end as its last one did, for the same error. */
export interface QueuedEnd extends Omit<Withdrawal, "state"> {
  state: Exclude<NextState<"queued">, "running">;
  error?: RecordedError | null;
}

/** Ends a queued run with the attempt in which it waited, in the caller's write transaction. False when it is not queued. */
export function withdraw(connection: Connection, { attempt, error = null, ...end }: QueuedEnd): boolean {
  const { runId, state, reason, exitCode, now } = end;
  const row = connection.first(CLOSE_RUN, { ...end, attempt: attempt ?? null, ...errorColumns(error) });
  if (!row) return false;
  const run = number(row, "seq");
  connection.run(CLOSE_ATTEMPT, { run, outcome: OUTCOME[state], reason, exitCode, now });
  indexOutcome(connection, run, { error, reason, result: null });
  settleFailure(connection, run, { state, error, reason, now });
  unparkNext(connection, run);
  noteWaits(connection, runId);
  return true;
}

/** An attempt that only waited was cancelled, whether a person or the overlap policy gave it up. */
const OUTCOME: Record<QueuedEnd["state"], FinalOutcome> = {
  cancelled: "cancelled",
  skipped: "cancelled",
  failed: "cancelled",
  timed_out: "cancelled",
  lost: "lost",
};

const CLOSE_RUN = `update runs set state = :state, reason = :reason, exit_code = :exitCode, finished_at = :now,
    run_after = null, parked_on = null,
    error_name = :error_name, error_message = :error_message, error_stack = :error_stack where id = :runId and state = 'queued'
    and (:attempt is null or exists (
      select 1 from attempts where run = runs.seq and number = :attempt and number = runs.attempt and outcome is null))
  returning seq`;

const CLOSE_ATTEMPT = `update attempts set outcome = :outcome, reason = :reason, exit_code = :exitCode, finished_at = :now
  where run = :run and outcome is null`;
