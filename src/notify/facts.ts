import { shortId } from "../core/ids.ts";
import type { NoticeFacts, RunFacts, Streak } from "../core/notice.ts";
import type { Run } from "../core/run.ts";

/** What may leave the house of a run. */
export function runFacts(run: Run): RunFacts {
  const { id, trigger, state, reason, exitCode, startedAt, finishedAt, scheduledFor, host } = run;
  const { attempt, maxAttempts, queue } = run;
  const error = run.error && { name: run.error.name, message: run.error.message };
  return {
    ...{ id, trigger, state, reason, exitCode, startedAt, finishedAt, scheduledFor, host },
    ...{ attempt, maxAttempts, queue, error },
  };
}

/** Facts about a run, in such words. */
export function factsOfRun(run: Run, said: { message: string; at: number; streak?: Streak }): NoticeFacts {
  const { message, at, streak } = said;
  return {
    message,
    at,
    run: runFacts(run),
    streak: streak ? { count: streak.count, since: streak.beganAt } : null,
    next: `errand show ${shortId(run.id)}`,
  };
}
