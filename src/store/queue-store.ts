import type { OverlapPolicy } from "../core/policy.ts";
import { DEFAULT_QUEUE, PRIORITY, type EnqueueKind } from "../core/queue.ts";
import type { Pause } from "../core/schedule.ts";
import type { NewRun } from "./run-store.ts";

/** Verbs of queues: who puts runs into them, and who shuts and opens them. */
export interface QueueStore {
  /**
   * Writes runs down for workers, all of them or none. A job whose dedupe key a live run of its command has, or whose
   * idempotency key still counts, makes no run: the answer names the one that is there. Answers stand in the order of
   * the jobs.
   */
  enqueue(jobs: NewJob[], by: { host: string; now: number }): Promise<Enqueued[]>;

  /** From now on no run of the queue is claimed. Pausing a paused one renews who, why and until when. */
  pauseQueue(name: string, pause: Pause): Promise<void>;

  /** False when it was not paused. */
  resumeQueue(name: string): Promise<boolean>;

  /** Every queue in which something waits or runs, or that is paused, by name. */
  queues(now: number): Promise<QueueFacts[]>;
}

/** Where and how a run waits for a worker. */
export interface Waiting {
  queue: string;
  priority: number;
  /** Epoch ms. */
  runAfter: number;
  maxAttempts: number;
  /** What the limits of its command count by. */
  limitKey: string | null;
  /** Epoch ms. */
  expiresAt: number | null;
}

export const USUAL_WAITING: Omit<Waiting, "runAfter"> = {
  queue: DEFAULT_QUEUE,
  priority: PRIORITY.usual,
  maxAttempts: 1,
  limitKey: null,
  expiresAt: null,
};

/** A run that is asked for. */
export interface NewJob {
  run: NewRun;
  overlap: { key: string; policy: OverlapPolicy };
  waiting: Waiting;
  dedupeKey: string | null;
  /** Until when the key gives this run, epoch ms. */
  idempotency: { key: string; until: number } | null;
  workflowId: string | null;
}

export interface Enqueued {
  kind: EnqueueKind;
  /** Of the new run, or of the one that is there already. */
  runId: string;
}

/** How a queue stands. Counts of runs; `waiting` is the sum of the next three. */
export interface QueueFacts {
  name: string;
  waiting: number;
  due: number;
  delayed: number;
  /** Held back by a lock, a limit's key, a rate that is spent for now, or by runs of a workflow that may yet succeed. */
  parked: number;
  /** Runs of workflows that wait for one that is over and did not succeed: nothing starts them but its retry. */
  stopped: number;
  /** Claimed or running. */
  inHands: number;
  /** When the one that has waited longest became due; null when none is due. */
  oldestDueAt: number | null;
  pause: Pause | null;
}
