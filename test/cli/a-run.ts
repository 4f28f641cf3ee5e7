import { newId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import { NOON } from "../store/build.ts";

/** A run that succeeded at noon within a second, unless told otherwise. */
export function aRun(wish: Partial<Run>): Run {
  return {
    id: newId(NOON),
    command: "essays:check",
    args: {},
    trigger: "manual",
    state: "succeeded",
    reason: null,
    scheduleId: null,
    scheduledFor: null,
    requestedAt: NOON,
    startedAt: NOON,
    finishedAt: NOON + 1_000,
    exitCode: 0,
    attempt: 1,
    maxAttempts: 1,
    failures: 0,
    losses: 0,
    queue: null,
    priority: 0,
    runAfter: null,
    expiresAt: null,
    dedupeKey: null,
    concurrencyKey: "essays:check",
    limitKey: null,
    workflowId: null,
    parentId: null,
    error: null,
    result: null,
    progress: null,
    dryRun: false,
    actor: "ada",
    host: "web-1",
    pid: 100,
    tags: [],
    cancelRequestedAt: null,
    cancelRequestedBy: null,
    ...wish,
  };
}
