import { isSame } from "../../core/same.ts";
import type { NewRun } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { fromJsonObject } from "./json-column.ts";
import { number, text } from "./row.ts";

/**
 * Gives a retry the steps of the run it repeats, if that did not succeed and had the same args: what it did is done. In
 * the caller's write transaction.
 */
export function copySteps(connection: Connection, seq: number, run: NewRun): void {
  const { command, parentId, asked = run.args } = run;
  const parent = connection.first(UNFINISHED, { parentId, command });
  if (!parent || !isSame(fromJsonObject(text(parent, "args")), JSON.parse(JSON.stringify(asked)))) return;
  connection.run(COPY, { seq, parent: number(parent, "seq") });
}

const UNFINISHED = `select seq, args from runs
  where id = :parentId and command = :command and finished_at is not null and state <> 'succeeded'`;

const COPY = `insert into steps (run, name, position, result, finished_at)
  select :seq, name, position, result, finished_at from steps where run = :parent
  on conflict do nothing`;
