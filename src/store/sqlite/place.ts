import { RUN_STATES, type RunState } from "../../core/run.ts";
import type { StartRequest } from "../run-store.ts";
import { ownerColumns } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, textOrNull, word } from "./row.ts";

/** Where a run that asks to begin stands already. */
export interface Place {
  seq: number;
  state: RunState;
  attempt: number;
  /** Its present attempt is open: it runs, or waits in line. */
  open: boolean;
  /** Whoever asks owns that attempt. */
  own: boolean;
  cancelledBy: string | null;
  /** Of its first attempt that began. */
  startedAt: number | null;
}

export function findPlace(connection: Connection, { run, owner }: StartRequest): Place | undefined {
  const row = connection.first(FIND, { id: run.id, ...ownerColumns(owner) });
  return (
    row && {
      seq: number(row, "seq"),
      state: word(row, "state", RUN_STATES),
      attempt: number(row, "attempt"),
      open: number(row, "open") === 1,
      own: number(row, "own") === 1,
      cancelledBy: textOrNull(row, "cancel_requested_by"),
      startedAt: numberOrNull(row, "started_at"),
    }
  );
}

const FIND = `select runs.seq, runs.state, runs.attempt, runs.cancel_requested_by, runs.started_at,
  attempts.number is not null and attempts.outcome is null as open,
  attempts.host is :host and attempts.boot_id is :boot_id and attempts.pid is :pid
    and attempts.process_started is :process_started as own
  from runs left join attempts on attempts.run = runs.seq and attempts.number = runs.attempt
  where runs.id = :id`;
