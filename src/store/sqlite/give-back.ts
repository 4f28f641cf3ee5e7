import type { Outcome } from "../../core/run.ts";
import type { Closing } from "../run-store.ts";
import type { NextTurn, Release } from "../work-store.ts";
import type { Connection } from "./connection.ts";
import { closeAttempt } from "./finish.ts";
import { unparkNext } from "./parking.ts";
import { takeBackStart } from "./rates.ts";
import { number } from "./row.ts";

/** Ends the attempt of a run that was claimed and did not start. It has the turn again that it had. */
export function release(connection: Connection, { ref, outcome, reason, now }: Release): boolean {
  const row = connection.first(CLOSE_CLAIM, { ...ref, outcome, reason, now });
  if (!row) return false;
  const run = number(row, "run");
  connection.run(GIVE_BACK, { run, now });
  takeBackStart(connection, { run, attempt: ref.attempt, now });
  unparkNext(connection, run);
  return true;
}

const GIVE_BACK =
  "update runs set run_after = min(coalesce(turn_after, requested_at), :now) where seq = :run";

/** The guard: the run's present attempt, open and not started. A person's run that waits for a key is no claim. */
const CLOSE_CLAIM = `update attempts set outcome = :outcome, reason = :reason, finished_at = :now
  where run = (select seq from runs
      where id = :runId and state = 'queued' and queue is not null and attempt = :attempt)
    and number = :attempt and outcome is null
  returning run`;

/** Closes a running attempt and queues its run for another: the texts of its end are indexed when it ends for good. */
export function requeue(connection: Connection, closing: Closing<Outcome>, turn: NextTurn): boolean {
  const run = closeAttempt(connection, closing);
  if (run === undefined) return false;
  const { finishedAt } = closing;
  connection.run(REQUEUE, { run, ...turn, finishedAt, ...countOf(closing.outcome) });
  unparkNext(connection, run);
  return true;
}

/** One that somebody wants to end waits for nothing: whoever claims it next ends it. */
const REQUEUE = `update runs set state = 'queued', queue = coalesce(queue, 'default'),
    run_after = case when cancel_requested_by is null then :runAfter else min(:runAfter, :finishedAt) end,
    failures = failures + :failures, losses = losses + :losses,
    reason = :reason, progress_done = null, progress_total = null, progress_note = null
  where seq = :run`;

function countOf(outcome: Outcome): { failures: number; losses: number } {
  return {
    failures: outcome === "failed" || outcome === "timed_out" ? 1 : 0,
    losses: outcome === "lost" ? 1 : 0,
  };
}
