import type { AttemptRef } from "../../core/run.ts";
import type { Step, StepPlace, StepResult } from "../step-store.ts";
import type { Connection } from "./connection.ts";
import { fromJson } from "./json-column.ts";
import { number, text, textOrNull, type Row } from "./row.ts";

export function findStep(connection: Connection, ref: AttemptRef, name: string): StepPlace {
  const run = findByOpenAttempt(connection, ref);
  if (run === undefined) return { kind: "lost" };
  const row = connection.first("select result from steps where run = :run and name = :name", { run, name });
  return row ? { kind: "kept", result: readResult(row) } : { kind: "open" };
}

/** In the caller's write transaction. */
export function keepStep(connection: Connection, ref: AttemptRef, step: Step): boolean {
  const run = findByOpenAttempt(connection, ref);
  if (run === undefined) return false;
  const { name, finishedAt } = step;
  connection.run(KEEP, { run, name, result: resultColumn(step.result), finishedAt });
  return true;
}

const KEEP = `insert into steps (run, name, position, result, finished_at)
  values (:run, :name, (select count(*) from steps where run = :run), :result, :finishedAt)
  on conflict do nothing`;

export function listSteps(connection: Connection, runId: string): Step[] {
  return connection.all(LIST, { runId }).map((row) => ({
    name: text(row, "name"),
    result: readResult(row),
    finishedAt: number(row, "finished_at"),
  }));
}

const LIST = `select name, steps.result, steps.finished_at from steps join runs on runs.seq = steps.run
  where runs.id = :runId order by position`;

/** The guard of every write: the run's present attempt, running and open. */
export function findByOpenAttempt(
  connection: Connection,
  { runId, attempt }: AttemptRef,
): number | undefined {
  const row = connection.first(RUNNING, { runId, attempt });
  return row && number(row, "seq");
}

const RUNNING = `select runs.seq from runs join attempts on attempts.run = runs.seq and attempts.number = :attempt
  where runs.id = :runId and runs.attempt = :attempt and runs.state = 'running' and attempts.outcome is null`;

/** No result is an empty cell, and null the word: they are not the same to whoever asked. */
export function resultColumn(result: StepResult): string | null {
  return result === undefined ? null : JSON.stringify(result);
}

export function readResult(row: Row): StepResult {
  const json = textOrNull(row, "result");
  return json === null ? undefined : fromJson(json);
}
