import type { Run } from "../core/run.ts";
import type { Enqueued, NewJob } from "./queue-store.ts";

/**
 * Verbs of the failure inbox. Whoever closes a run as failed, timed out or lost opens a failure with it, in the same
 * transaction, if no person watched it: a worker's run, or one of a crontab line. It closes when the same command
 * succeeds with the same args, when a retry of that run succeeds or opens a failure of its own, or by `closeFailures`.
 * The success of another run does not close it while runs of its workflow wait for it: they go on by a retry alone. A dry
 * run does neither.
 */
export interface FailureStore {
  /** Open failures, the oldest run first. */
  failures(filter: FailureFilter, page: { limit: number; after?: string }): Promise<FailurePage>;

  /** Open failures by what they have in common, the one that came last first. */
  failureGroups(filter: FailureFilter): Promise<FailureGroup[]>;

  /** The failure of a run, open or closed; undefined when nobody had to be told of it. */
  findFailure(runId: string): Promise<Failure | undefined>;

  /**
   * Closes failures, all in one transaction with a line in the audit for each. One that is not open any more is left as
   * it is. Who discards one cancels what waits for its run. Answers stand in their order.
   */
  closeFailures(runIds: string[], by: ClosedBy): Promise<ClosedFailure[]>;

  /**
   * Queues runs that are to repeat open failures, all in one transaction with a line in the audit for each. The failures
   * stay open until then. No run is written for one that is closed, or whose retry is not over. Answers stand in their
   * order.
   */
  retryFailures(retries: FailureRetry[], by: RetriedBy): Promise<RetriedFailure[]>;
}

/** All given conditions hold at once. */
export interface FailureFilter {
  /** Only those of workers' runs: the dead letters. */
  dead?: boolean;
  command?: string;
  queue?: string;
  fingerprint?: string;
  /** Opened then or later, epoch ms. */
  since?: number;
}

/** How a failure can be closed. recovered: its command succeeded with the same args. */
export const CLOSINGS = ["recovered", "retried", "acknowledged", "discarded"] as const;
export type HowClosed = (typeof CLOSINGS)[number];

export interface Failure {
  run: Run;
  fingerprint: string;
  openedAt: number;
  /** Null while it is open. */
  closed: { how: HowClosed; at: number; by: string; note: string | null } | null;
  /** The newest run that repeats it and is not over. */
  retry: LiveRetry | null;
}

export interface LiveRetry {
  id: string;
  state: "queued" | "running";
}

/** `next` is for `after`; null at the end. */
export interface FailurePage {
  failures: Failure[];
  next: string | null;
}

export interface FailureGroup {
  fingerprint: string;
  command: string;
  count: number;
  firstAt: number;
  lastAt: number;
  /** The newest of them. */
  example: Run;
  /** How many runs that repeat one of them are not over. */
  retries: Record<LiveRetry["state"], number>;
}

export interface ClosedBy {
  how: Exclude<HowClosed, "recovered" | "retried">;
  by: string;
  /** Why. */
  note: string | null;
  host: string;
  now: number;
}

export interface ClosedFailure {
  runId: string;
  isClosed: boolean;
  /** How many runs of its workflow waited for it, and were cancelled with its discard. */
  cancelled: number;
  /** How many wait for it still, and for no retry of it: those of one that was acknowledged. */
  stopped: number;
}

export interface FailureRetry {
  runId: string;
  /** The run that repeats it. */
  job: NewJob;
}

export type RetriedBy = Omit<ClosedBy, "how">;

/** closed: it is not open, or not there. retrying: a retry of it is not over. */
export type RetriedFailure = { runId: string } & (
  { kind: "retried"; retry: Enqueued } | { kind: "retrying"; retry: LiveRetry } | { kind: "closed" }
);
