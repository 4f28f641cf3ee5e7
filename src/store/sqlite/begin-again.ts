import type { BeginResult, StartRequest } from "../run-store.ts";
import { begin } from "./begin.ts";
import type { Connection } from "./connection.ts";
import { repeat } from "./repeat.ts";
import { findRun } from "./runs.ts";

/** Starts a retry, as `begin` does, in the place of the run that it repeats. */
export function beginAgain(connection: Connection, start: StartRequest): BeginResult {
  const begun = begin(connection, start);
  repeat(connection, start.run);
  return { ...begun, run: findRun(connection, begun.run.id) ?? begun.run };
}
