import type { NewRun } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { copySteps } from "./copy-steps.ts";
import { number } from "./row.ts";
import { takePlace } from "./take-place.ts";

/**
 * Gives a retry that was written down what the run it repeats leaves to it: what is done already, and those who wait for
 * it. Done again it changes nothing. In the caller's write transaction.
 */
export function repeat(connection: Connection, run: NewRun): void {
  const row = connection.first("select seq from runs where id = :id and finished_at is null", { id: run.id });
  if (!row) return;
  const seq = number(row, "seq");
  copySteps(connection, seq, run);
  takePlace(connection, seq, run);
}
