import { ErrandError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import type { Failure, FailureGroup } from "../../store/failure-store.ts";
import { findRun } from "../find-run.ts";
import type { Shell } from "../shell.ts";
import { agoWord, plainState } from "../words.ts";

/** The kind of open failure that a word names by its fingerprint; undefined when it names none. */
export async function findGroup(word: string, shell: Shell): Promise<FailureGroup | undefined> {
  if (!/^[\da-f]{10}$/.test(word)) return undefined;
  const { store } = await shell.app();
  return (await store.failureGroups({ fingerprint: word }))[0];
}

/** The run that a person means by a word that is no fingerprint. @throws ErrandError unknown_run, ambiguous_run. */
export async function findNamed(word: string, shell: Shell): Promise<Run> {
  try {
    return await findRun(word, shell);
  } catch (error) {
    throw word === "last" ? error : nothingNamed(error);
  }
}

/** The open failure of the run that a person means. @throws ErrandError when there is none, which says what became of it. */
export async function findOpenFailure(word: string, shell: Shell): Promise<Failure> {
  const { store } = await shell.app();
  const run = await findNamed(word, shell);
  const failure = await store.findFailure(run.id);
  if (failure && !failure.closed) return failure;
  throw failure ? tooLate(failure, shell.host.clock.now()) : noFailure(run);
}

function nothingNamed(error: unknown): unknown {
  if (!(error instanceof ErrandError) || error.code !== "unknown_run") return error;
  const message = `${error.message}; nor is it the fingerprint of an open failure`;
  return new ErrandError(error.code, message, { next: "errand dead list", cause: error });
}

/** Somebody, or a success, closed it before. */
export function tooLate({ run, closed }: Failure, now: number): ErrandError {
  const how = closed ? `${closed.how} by ${closed.by} ${agoWord(closed.at, now)}` : "closed meanwhile";
  const note = closed?.note == null ? "" : ` (${closed.note})`;
  const message = `the failure of run ${run.id} of ${run.command} is closed already: ${how}${note}`;
  return new ErrandError("not_open", message, { next: `errand show ${shortId(run.id)}` });
}

function noFailure({ id, command, state }: Run): ErrandError {
  const message = `run ${id} of ${command} is in no inbox: it is ${plainState(state)}, or a person watched it`;
  return new ErrandError("not_open", message, { next: "errand dead list" });
}
