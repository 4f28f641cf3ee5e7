import type { NewJob, Waiting } from "../queue-store.ts";
import type { NewRun } from "../run-store.ts";

/** What else a run that is no retry is asked for with: the compiler wants a new member of it here, too. */
const ASKED = Object.keys({
  command: true,
  trigger: true,
  scheduleId: true,
  scheduledFor: true,
  requestedAt: true,
  parentId: true,
  actor: true,
  dryRun: true,
} satisfies Record<Exclude<keyof NewRun, "id" | "args" | "asked" | "tags">, true>) as (keyof NewRun)[];

const WAITING = Object.keys({
  queue: true,
  priority: true,
  runAfter: true,
  maxAttempts: true,
  limitKey: true,
  expiresAt: true,
} satisfies Record<keyof Waiting, true>) as (keyof Waiting)[];

/** Two jobs of which nothing that is in the ledger has to be asked for, and that differ in id and args alone. */
export function areAlike(one: NewJob, next: NewJob): boolean {
  return (
    isPlain(one) &&
    isPlain(next) &&
    one.workflowId === next.workflowId &&
    one.overlap.key === next.overlap.key &&
    one.overlap.policy === next.overlap.policy &&
    WAITING.every((member) => one.waiting[member] === next.waiting[member]) &&
    ASKED.every((member) => one.run[member] === next.run[member])
  );
}

function isPlain({ dedupeKey, idempotency, run: { trigger, tags } }: NewJob): boolean {
  return dedupeKey === null && idempotency === null && trigger !== "retry" && tags.length === 0;
}
