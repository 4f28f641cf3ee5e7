import type { Run } from "../../src/core/run.ts";
import { USUAL_WAITING, type NewJob } from "../../src/store/queue-store.ts";
import type { Closing, NewRun } from "../../src/store/run-store.ts";
import type { Store } from "../../src/store/store.ts";
import { closing, NOON, owner, reread, startRequest } from "./build.ts";

export type JobWish = Partial<NewRun> & Partial<NewJob["waiting"]> & { dedupeKey?: string };

/** A run that somebody asked for, of the queue "mail" unless told otherwise. */
export function job({ queue = "mail", dedupeKey, ...wish }: JobWish = {}): NewJob {
  const { runAfter, priority, maxAttempts, limitKey, expiresAt, ...told } = wish;
  const { run } = startRequest({ trigger: "queue", ...told });
  const waiting = { priority, maxAttempts, limitKey, expiresAt, runAfter: runAfter ?? run.requestedAt };
  const said = Object.fromEntries(Object.entries(waiting).filter(([, value]) => value !== undefined));
  return {
    run,
    overlap: { key: run.command, policy: "allow" },
    waiting: { ...USUAL_WAITING, runAfter: run.requestedAt, queue, ...said },
    dedupeKey: dedupeKey ?? null,
    idempotency: null,
    workflowId: null,
  };
}

/** Has a worker live such a run to an end, and returns it as it stands then: failed, unless told otherwise. */
export async function worked(
  store: Store,
  { now = NOON, ...wish }: JobWish & { now?: number } = {},
  end: Partial<Closing> = FAILED,
): Promise<Run> {
  const asked = job({ requestedAt: now, ...wish });
  await store.enqueue([asked], { host: "web-1", now });
  const { run, overlap } = asked;
  const hold = { owner: owner(1), leaseUntil: now + 9, now };
  await store.claim({ ...hold, limit: 99 });
  const begun = await store.begin({ run, overlap, ...hold });
  await store.finish(closing(begun.run, { finishedAt: now + 1_000, ...end }));
  return reread(store, run);
}

export const FAILED = {
  outcome: "failed",
  exitCode: 1,
  error: { name: "Error", message: "no route to host", stack: null },
} as const;
