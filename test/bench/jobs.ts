import { newId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { NewJob } from "../../src/store/queue-store.ts";

/** A run of a command for a worker, due at `now`. */
export function job(
  command: string,
  now: number,
  wish: Partial<NewJob["waiting"]> & { args?: JsonObject } = {},
): NewJob {
  const { args = {}, ...waiting } = wish;
  return {
    run: {
      id: newId(now),
      command,
      args,
      trigger: "queue",
      scheduledFor: null,
      requestedAt: now,
      parentId: null,
      actor: "bench",
      dryRun: false,
      tags: [],
    },
    overlap: { key: command, policy: "allow" },
    waiting: {
      queue: "default",
      priority: 0,
      runAfter: now,
      maxAttempts: 3,
      limitKey: null,
      expiresAt: null,
      ...waiting,
    },
    dedupeKey: null,
    idempotency: null,
    workflowId: null,
  };
}

export function jobs(count: number, command: string, now: number): NewJob[] {
  return Array.from({ length: count }, () => job(command, now));
}
