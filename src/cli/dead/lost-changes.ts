import { ErrandError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import type { LiveRetry, RetriedFailure } from "../../store/failure-store.ts";

type Dead = Pick<Run, "id" | "command">;

/** Changed args of a dead run whose retry is not over: the retry has the old ones, and runs with them. */
export function retriedAlready({ id, command }: Dead, { id: retryId, state }: LiveRetry): ErrandError {
  const message = `run ${shortId(id)} of ${command} is retried already, by run ${retryId}, which is ${state}: ${LOST}`;
  const next = `errand ${state === "queued" ? "cancel" : "show"} ${shortId(retryId)}`;
  return new ErrandError("not_open", message, { next });
}

/** Nothing was written for changed args, as somebody was quicker. @throws ErrandError not_open. */
export function refuseLoss(dead: Dead, answer: RetriedFailure): void {
  if (answer.kind === "retrying") throw retriedAlready(dead, answer.retry);
  if (answer.kind !== "retried" || answer.retry.kind === "queued") return;
  const { runId } = answer.retry;
  const message = `run ${shortId(dead.id)} of ${dead.command} cannot be queued: run ${runId} has its dedupe key and is not over: ${LOST}`;
  throw new ErrandError("not_open", message, { next: `errand show ${shortId(runId)}` });
}

const LOST = "nothing was queued with the changed args";
