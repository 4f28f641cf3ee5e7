import { EXIT } from "../../core/errors.ts";
import { describeHolder } from "../../core/policy.ts";
import type { Run } from "../../core/run.ts";
import type { BeginResult, StartRequest } from "../store.ts";
import { insertAttempt } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { findHolder } from "./holder.ts";
import { insertRun } from "./insert-run.ts";
import { findPlace, type Place } from "./place.ts";
import { getRun } from "./runs.ts";
import { withdraw } from "./withdraw.ts";

/** Starts a run, or says why not, in one write transaction: between the judging and the writing nobody else writes. */
export function begin(connection: Connection, start: StartRequest): BeginResult {
  const place = findPlace(connection, start);
  if (place && place.state !== "queued") return answerAgain(connection, place);
  if (place?.cancelledBy) return obeyCancel(connection, start, place, place.cancelledBy);
  const holder = findHolder(connection, start, place);
  if (!holder) return { kind: "started", run: getRun(connection, admit(connection, start, place)) };
  if (start.overlap.policy === "skip") return skip(connection, start, place, holder);
  return { kind: "held", run: getRun(connection, standInLine(connection, start, place)), holder };
}

/** A run that this owner lives already was started; any other is not there to be started any more. */
function answerAgain(connection: Connection, { seq, state, own }: Place): BeginResult {
  return { kind: state === "running" && own ? "started" : "cancelled", run: getRun(connection, seq) };
}

/** A cancel that was asked for while the run waited is obeyed before the command starts, not after. */
function obeyCancel(connection: Connection, start: StartRequest, place: Place, by: string): BeginResult {
  const reason = `cancelled by ${by} before it started`;
  withdraw(connection, {
    runId: start.run.id,
    state: "cancelled",
    reason,
    exitCode: EXIT.terminated,
    now: start.now,
  });
  return { kind: "cancelled", run: getRun(connection, place.seq) };
}

function admit(connection: Connection, start: StartRequest, place: Place | undefined): number {
  if (!place) return insertRun(connection, start, { state: "running" });
  const { leaseUntil, now } = start;
  const key = { seq: place.seq, attempt: openAttempt(connection, start, place) };
  connection.run(START_ATTEMPT, { ...key, leaseUntil, now });
  connection.run(START_RUN, { ...key, now });
  return place.seq;
}

const START_ATTEMPT = `update attempts set started_at = :now, lease_until = :leaseUntil
  where run = :seq and number = :attempt`;

const START_RUN = `update runs set state = 'running', attempt = :attempt, started_at = coalesce(started_at, :now)
  where seq = :seq`;

function standInLine(connection: Connection, start: StartRequest, place: Place | undefined): number {
  if (!place) return insertRun(connection, start, { state: "queued" });
  const attempt = openAttempt(connection, start, place);
  connection.run("update runs set attempt = :attempt where seq = :seq and attempt <> :attempt", {
    seq: place.seq,
    attempt,
  });
  return place.seq;
}

/** The attempt in which a queued run waits, its lease renewed; a run without one gets its next. */
function openAttempt(connection: Connection, { owner, leaseUntil, now }: StartRequest, place: Place): number {
  if (place.open) {
    connection.run(RENEW, { seq: place.seq, attempt: place.attempt, leaseUntil, now });
    return place.attempt;
  }
  const number = place.attempt + 1;
  insertAttempt(connection, { run: place.seq, number, owner, leaseUntil, startedAt: null });
  return number;
}

/** Only when half of the lease is gone: whoever waits asks ten times a second, and every write costs a sync. */
const RENEW = `update attempts set lease_until = :leaseUntil
  where run = :seq and number = :attempt and lease_until < (:leaseUntil + :now) / 2`;

function skip(
  connection: Connection,
  start: StartRequest,
  place: Place | undefined,
  holder: Run,
): BeginResult {
  const reason = describeHolder(holder, start.now);
  if (!place) {
    const seq = insertRun(connection, start, { state: "skipped", reason });
    return { kind: "skipped", run: getRun(connection, seq), holder };
  }
  withdraw(connection, { runId: start.run.id, state: "skipped", reason, exitCode: null, now: start.now });
  return { kind: "skipped", run: getRun(connection, place.seq), holder };
}
