import { OUTCOMES, type Attempt, type Owner } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, readError, type Row, text, textOrNull, wordOrNull } from "./row.ts";

const SELECT_ATTEMPT = "select attempts.*, runs.id from attempts join runs on runs.seq = attempts.run";

/** The attempts of a run, first to last. */
export function attemptsOf(connection: Connection, runId: string): Attempt[] {
  return connection
    .all(`${SELECT_ATTEMPT} where runs.id = :runId order by attempts.number`, { runId })
    .map(mapAttempt);
}

/** Every attempt without an outcome: a handful, whatever the ledger holds. */
export function openAttempts(connection: Connection): Attempt[] {
  return connection
    .all(`${SELECT_ATTEMPT} where attempts.outcome is null order by attempts.run`)
    .map(mapAttempt);
}

export interface NewAttempt {
  run: number;
  number: number;
  owner: Owner;
  leaseUntil: number;
  /** Null while its owner waits for a key. */
  startedAt: number | null;
}

export function insertAttempt(connection: Connection, { owner, ...attempt }: NewAttempt): void {
  connection.run(INSERT, {
    run: attempt.run,
    number: attempt.number,
    ...ownerColumns(owner),
    lease_until: attempt.leaseUntil,
    started_at: attempt.startedAt,
  });
}

export function ownerColumns(owner: Owner) {
  return { host: owner.host, boot_id: owner.bootId, pid: owner.pid, process_started: owner.startedAt };
}

const INSERT = `insert into attempts
  (run, number, host, boot_id, pid, process_started, lease_until, started_at)
  values (:run, :number, :host, :boot_id, :pid, :process_started, :lease_until, :started_at)`;

function mapAttempt(row: Row): Attempt {
  return {
    runId: text(row, "id"),
    number: number(row, "number"),
    outcome: wordOrNull(row, "outcome", OUTCOMES),
    reason: textOrNull(row, "reason"),
    owner: readOwner(row),
    leaseUntil: number(row, "lease_until"),
    startedAt: numberOrNull(row, "started_at"),
    finishedAt: numberOrNull(row, "finished_at"),
    exitCode: numberOrNull(row, "exit_code"),
    signal: textOrNull(row, "signal"),
    error: readError(row),
    cpuMs: numberOrNull(row, "cpu_ms"),
    peakRss: numberOrNull(row, "peak_rss"),
    outputBytes: number(row, "output_bytes"),
  };
}

/** What `ownerColumns` wrote. */
export function readOwner(row: Row): Owner {
  return {
    host: text(row, "host"),
    bootId: text(row, "boot_id"),
    pid: number(row, "pid"),
    startedAt: text(row, "process_started"),
  };
}
