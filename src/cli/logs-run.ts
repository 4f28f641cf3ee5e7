import { ErrandError } from "../core/errors.ts";
import { RUN_STATES, type Run } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import { findRun } from "./find-run.ts";
import type { Shell } from "./shell.ts";

export interface RunChoice {
  failed?: boolean;
  command?: string;
}

/**
 * The run whose output is asked for: by its id, or the last one, or the last one of its kind.
 * @throws ErrandError unknown_run, ambiguous_run; usage when it is asked for in two ways.
 */
export async function chooseRun(
  word: string | undefined,
  { failed = false, command }: RunChoice,
  shell: Shell,
): Promise<Run> {
  if (!failed && command === undefined) return findRun(word ?? "last", shell);
  if (word !== undefined && word !== "last") {
    const flag = failed ? "--failed" : "--command";
    throw new ErrandError("usage", `${flag} chooses a run, and so does ${JSON.stringify(word)}: give one`, {
      next: "errand logs --help",
    });
  }
  return lastOf({ failed, command }, shell);
}

async function lastOf(
  { failed, command }: { failed: boolean; command: string | undefined },
  shell: Shell,
): Promise<Run> {
  const { store } = await shell.app();
  const filter = {
    ...(failed ? { states: RUN_STATES.filter(isFailure) } : {}),
    ...(command === undefined ? {} : { command }),
  };
  const [run] = (await store.listRuns(filter, { limit: 1 })).runs;
  if (run) return run;
  const what = failed ? "no run went wrong" : "there is no run";
  throw new ErrandError("unknown_run", command === undefined ? what : `${what} of ${command}`, {
    next: "errand history",
  });
}

/** @throws ErrandError usage for an attempt that the run never had. */
export function requireAttempt(run: Run, attempt: number | undefined): void {
  if (attempt === undefined || attempt <= run.attempt) return;
  const had = run.attempt === 1 ? "1 attempt" : `${run.attempt} attempts`;
  throw new ErrandError("usage", `--attempt ${attempt}: run ${run.id} has had ${had}`, {
    next: `errand show ${run.id}`,
  });
}
