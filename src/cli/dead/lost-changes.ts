import { ErrandError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import type { LiveRetry, RetriedFailure } from "../../store/failure-store.ts";

type Dead = Pick<Run, "id" | "command" | "dedupeKey">;

/** Changed args of a dead run whose retry is not over: the retry has the old ones, and runs with them. */
export function retriedAlready({ id, command }: Dead, { id: retryId, state }: LiveRetry): ErrandError {
  const message = `run ${shortId(id)} of ${command} is retried already, by run ${retryId}, which is ${state}: ${LOST}`;
  const next = `errand ${state === "queued" ? "cancel" : "show"} ${shortId(retryId)}`;
  return new ErrandError("not_open", message, { next });
}

/** Nothing was written for changed args, as somebody was quicker. @throws ErrandError not_open. */
export function refuseLoss(dead: Dead, answer: RetriedFailure): void {
  if (answer.kind === "retrying") throw retriedAlready(dead, answer.retry);
  const held = findKeyHeld(dead, answer);
  if (!held) return;
  const message = `run ${shortId(dead.id)} of ${dead.command} cannot be queued: ${held.message}: ${LOST}`;
  throw new ErrandError("not_open", message, held.next === undefined ? {} : { next: held.next });
}

/** Nothing was queued, as other work has the run's dedupe key: its answer is no retry. */
export function findKeyHeld({ dedupeKey }: Dead, answer: RetriedFailure): ErrandError | null {
  if (answer.kind !== "retried" || answer.retry.kind === "queued") return null;
  const { runId } = answer.retry;
  const message = `run ${runId} has its dedupe key ${JSON.stringify(dedupeKey)} and is not over`;
  return new ErrandError("not_open", message, { next: `errand show ${shortId(runId)}` });
}

const LOST = "nothing was queued with the changed args";
