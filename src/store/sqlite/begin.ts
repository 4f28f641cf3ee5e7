import { EXIT } from "../../core/errors.ts";
import { describeCancel, describeHolder } from "../../core/policy.ts";
import type { Run } from "../../core/run.ts";
import type { BeginResult, StartRequest } from "../run-store.ts";
import { insertAttempt } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { findInTheWay } from "./holder.ts";
import { insertRun } from "./insert-run.ts";
import { findPlace, type Place } from "./place.ts";
import { beginStart } from "./rates.ts";
import { getRun } from "./runs.ts";
import { takeTurn } from "./take-turn.ts";
import { withdraw } from "./withdraw.ts";

/** Starts a run, or says why not, in one write transaction: between the judging and the writing nobody else writes. */
export function begin(connection: Connection, start: StartRequest): BeginResult {
  const place = findPlace(connection, start);
  if (place && !mayBegin(place)) return answerAgain(connection, place);
  if (place?.cancelledBy) return obeyCancel(connection, start, place, place.cancelledBy);
  if (place && start.heedsPause && isPaused(connection, place, start.now))
    return { kind: "cancelled", run: getRun(connection, place.seq) };
  const inTheWay = findInTheWay(connection, start, place);
  if (inTheWay === undefined)
    return { kind: "started", run: getRun(connection, admit(connection, start, place)) };
  const holder = getRun(connection, inTheWay);
  if (start.overlap.policy === "skip") return skip(connection, start, place, holder);
  return { kind: "held", run: getRun(connection, standInLine(connection, start, place)), holder };
}

/** A queued run is for whoever asks for it, unless another owner has it in hand. */
function mayBegin({ state, open, own }: Place): boolean {
  return state === "queued" && (own || !open);
}

function isPaused(connection: Connection, { seq }: Place, now: number): boolean {
  return connection.first(PAUSED, { seq, now }) !== undefined;
}

const PAUSED = `select 1 from runs join queues on queues.name = runs.queue
  where runs.seq = :seq and (paused_until is null or paused_until > :now)`;

/** A run that this owner lives already was started; any other is not there to be started any more. */
function answerAgain(connection: Connection, { seq, state, own }: Place): BeginResult {
  return { kind: state === "running" && own ? "started" : "cancelled", run: getRun(connection, seq) };
}

/** A cancel that was asked for while the run waited is obeyed before the command starts, not after. */
function obeyCancel(connection: Connection, start: StartRequest, place: Place, by: string): BeginResult {
  const reason = describeCancel(by, place.startedAt);
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
  if (!place) return insertFirst(connection, start, { state: "running" });
  const { leaseUntil, now } = start;
  const key = { seq: place.seq, attempt: openAttempt(connection, start, place) };
  connection.run(START_ATTEMPT, { ...key, leaseUntil, now });
  connection.run(START_RUN, { ...key, now });
  if (place.open) beginStart(connection, { run: place.seq, attempt: key.attempt, now });
  return place.seq;
}

const START_ATTEMPT = `update attempts set started_at = :now, lease_until = :leaseUntil
  where run = :seq and number = :attempt`;

const START_RUN = `update runs set state = 'running', started_at = coalesce(started_at, :now), reason = null,
  attempt = :attempt, run_after = null, parked_on = null where seq = :seq`;

function standInLine(connection: Connection, start: StartRequest, place: Place | undefined): number {
  if (!place) return insertFirst(connection, start, { state: "queued" });
  openAttempt(connection, start, place);
  return place.seq;
}

/** A new run with its first attempt, which starts with it or waits with it. */
function insertFirst(
  connection: Connection,
  start: StartRequest,
  birth: { state: "running" } | { state: "queued" },
): number {
  const { owner, leaseUntil, now } = start;
  const run = insertRun(connection, { ...start, host: owner.host }, birth);
  const startedAt = birth.state === "running" ? now : null;
  insertAttempt(connection, { run, number: 1, owner, leaseUntil, startedAt });
  return run;
}

/** The attempt in which a queued run waits, its lease renewed; a run without one gets its next. */
function openAttempt(connection: Connection, { owner, leaseUntil, now }: StartRequest, place: Place): number {
  if (place.open) {
    connection.run(RENEW, { seq: place.seq, attempt: place.attempt, leaseUntil, now });
    return place.attempt;
  }
  return takeTurn(connection, place, { owner, leaseUntil });
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
    const request = { ...start, host: start.owner.host };
    const seq = insertRun(connection, request, { state: "skipped", reason });
    return { kind: "skipped", run: getRun(connection, seq), holder };
  }
  withdraw(connection, { runId: start.run.id, state: "skipped", reason, exitCode: null, now: start.now });
  return { kind: "skipped", run: getRun(connection, place.seq), holder };
}
