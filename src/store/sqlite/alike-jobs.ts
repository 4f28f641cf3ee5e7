import type { NewJob, Waiting } from "../queue-store.ts";
import type { NewRun } from "../run-store.ts";

/** Two jobs of which nothing that is in the ledger has to be asked for, and that differ in id and args alone. */
export function areAlike(one: NewJob, next: NewJob): boolean {
  return (
    isPlain(one) &&
    isPlain(next) &&
    one.workflowId === next.workflowId &&
    one.overlap.key === next.overlap.key &&
    one.overlap.policy === next.overlap.policy &&
    waitAlike(one.waiting, next.waiting) &&
    wereAskedAlike(one.run, next.run)
  );
}

function isPlain({ dedupeKey, idempotency, run: { trigger, tags } }: NewJob): boolean {
  return dedupeKey === null && idempotency === null && trigger !== "retry" && tags.length === 0;
}

function waitAlike(one: Waiting, next: Waiting): boolean {
  return (
    one.queue === next.queue &&
    one.priority === next.priority &&
    one.runAfter === next.runAfter &&
    one.maxAttempts === next.maxAttempts &&
    one.limitKey === next.limitKey &&
    one.expiresAt === next.expiresAt
  );
}

function wereAskedAlike(one: NewRun, next: NewRun): boolean {
  return (
    one.command === next.command &&
    one.trigger === next.trigger &&
    one.scheduleId === next.scheduleId &&
    one.scheduledFor === next.scheduledFor &&
    one.requestedAt === next.requestedAt &&
    one.parentId === next.parentId &&
    one.actor === next.actor &&
    one.dryRun === next.dryRun
  );
}
