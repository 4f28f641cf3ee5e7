import type { Attempt, Run } from "./run.ts";

/** A run as `--json` shows it: a stable shape, times in ISO 8601 UTC, unknowns null. */
export function runJson(run: Run) {
  return {
    id: run.id,
    command: run.command,
    args: run.args,
    trigger: run.trigger,
    state: run.state,
    reason: run.reason,
    scheduleId: run.scheduleId,
    scheduledFor: iso(run.scheduledFor),
    requestedAt: iso(run.requestedAt),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    durationMs: durationMs(run),
    lateMs: lateMs(run),
    exitCode: run.exitCode,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    ...waitingJson(run),
    parentId: run.parentId,
    error: run.error,
    result: run.result,
    progress: run.progress,
    dryRun: run.dryRun,
    actor: run.actor,
    host: run.host,
    pid: run.pid,
    tags: run.tags,
    concurrencyKey: run.concurrencyKey,
    cancelRequestedAt: iso(run.cancelRequestedAt),
    cancelRequestedBy: run.cancelRequestedBy,
  };
}

/** What a worker goes by. */
function waitingJson(run: Run) {
  return {
    failures: run.failures,
    losses: run.losses,
    queue: run.queue,
    priority: run.priority,
    runAfter: iso(run.runAfter),
    expiresAt: iso(run.expiresAt),
    dedupeKey: run.dedupeKey,
    limitKey: run.limitKey,
    workflowId: run.workflowId,
  };
}

export function attemptJson(attempt: Attempt) {
  const { owner, leaseUntil, startedAt, finishedAt } = attempt;
  return {
    number: attempt.number,
    outcome: attempt.outcome,
    reason: attempt.reason,
    exitCode: attempt.exitCode,
    signal: attempt.signal,
    error: attempt.error,
    cpuMs: attempt.cpuMs,
    peakRss: attempt.peakRss,
    outputBytes: attempt.outputBytes,
    host: owner.host,
    pid: owner.pid,
    leaseUntil: iso(leaseUntil),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
  };
}

/** From the first line to the last; null while it runs, and for what never started. */
export function durationMs({ startedAt, finishedAt }: Pick<Run, "startedAt" | "finishedAt">): number | null {
  return startedAt === null || finishedAt === null ? null : finishedAt - startedAt;
}

/** How long after the instant it was for a scheduled run began; null for any other. A retry is not late: somebody asked for it then. */
function lateMs({ scheduleId, scheduledFor, startedAt, trigger }: Run): number | null {
  if (trigger === "retry") return null;
  return scheduleId === null || scheduledFor === null || startedAt === null ? null : startedAt - scheduledFor;
}

export function iso(time: number): string;
export function iso(time: number | null): string | null;
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
