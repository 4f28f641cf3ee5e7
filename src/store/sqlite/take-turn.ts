import type { Owner } from "../../core/run.ts";
import { insertAttempt } from "./attempts.ts";
import type { Connection } from "./connection.ts";

/** Opens the next attempt of a queued run, as waiting: it is here now, and nobody else may take it. Returns its number. */
export function takeTurn(
  connection: Connection,
  { seq, attempt }: { seq: number; attempt: number },
  { owner, leaseUntil }: { owner: Owner; leaseUntil: number },
): number {
  const number = attempt + 1;
  insertAttempt(connection, { run: seq, number, owner, leaseUntil, startedAt: null });
  connection.run(TAKE, { seq, number, host: owner.host });
  return number;
}

const TAKE = `update runs set attempt = :number, turn_after = run_after, run_after = null, parked_on = null, host = :host
  where seq = :seq`;
