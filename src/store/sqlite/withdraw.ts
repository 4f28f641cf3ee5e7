import type { FinalOutcome } from "../../core/run.ts";
import type { Withdrawal } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { unparkNext } from "./parking.ts";
import { number } from "./row.ts";
import { settleFailure } from "./settle-failure.ts";
import { indexOutcome } from "./texts.ts";
import { noteWaits } from "./waits.ts";

/** Ends a queued run with the attempt in which it waited, in the caller's write transaction. False when it is not queued. */
export function withdraw(
  connection: Connection,
  { runId, attempt, state, reason, exitCode, now }: Withdrawal,
): boolean {
  const row = connection.first(CLOSE_RUN, { runId, attempt: attempt ?? null, state, reason, exitCode, now });
  if (!row) return false;
  const run = number(row, "seq");
  connection.run(CLOSE_ATTEMPT, { run, outcome: OUTCOME[state], reason, exitCode, now });
  indexOutcome(connection, run, { error: null, reason, result: null });
  settleFailure(connection, run, { state, error: null, reason, now });
  unparkNext(connection, run);
  noteWaits(connection, runId);
  return true;
}

/** An attempt that only waited was cancelled, whether a person or the overlap policy gave it up. */
const OUTCOME: Record<Withdrawal["state"], FinalOutcome> = {
  cancelled: "cancelled",
  skipped: "cancelled",
  lost: "lost",
};

const CLOSE_RUN = `update runs set state = :state, reason = :reason, exit_code = :exitCode, finished_at = :now,
    run_after = null, parked_on = null where id = :runId and state = 'queued'
    and (:attempt is null or exists (
      select 1 from attempts where run = runs.seq and number = :attempt and number = runs.attempt and outcome is null))
  returning seq`;

const CLOSE_ATTEMPT = `update attempts set outcome = :outcome, reason = :reason, exit_code = :exitCode, finished_at = :now
  where run = :run and outcome is null`;
