import { iso } from "../../core/run-json.ts";
import type { ListedQueue } from "./read-queues.ts";

/** A queue as `--json` shows it. Counts of runs; `waiting` is the sum of due, delayed, parked and stopped. */
export function queueJson({ facts, rules, workers }: ListedQueue) {
  const { oldestDueAt, pause, ...counts } = facts;
  return {
    ...counts,
    oldestDueAt: iso(oldestDueAt),
    weight: rules.weight,
    concurrency: rules.limit.concurrency,
    rate: rules.limit.rate,
    workers: workers.map(({ kind, owner }) => ({ kind, host: owner.host, pid: owner.pid })),
    pause: pause && { at: iso(pause.at), by: pause.by, reason: pause.reason, until: iso(pause.until) },
  };
}
