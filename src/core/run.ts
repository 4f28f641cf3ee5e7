import type { JsonObject, JsonValue } from "./json.ts";

/*
 * The words.
 *
 * command    a typed module in `commands/`, or a program given to `errand exec`.
 * run        one request to execute a command with args; a row of the ledger.
 * attempt    one execution of a run, numbered from 1. A run has an attempt for each time it was tried.
 * trigger    why a run exists.
 * state      where a run stands. One word. The store moves it, and is held to the table in `transition.ts` by its types and tests.
 * outcome    how an attempt ended. A separate word from the run's state; `transition.ts` maps one to the other.
 * owner      the process that lives an attempt: host, boot, pid and start time, so a reused pid is never mistaken for it.
 * lease      the owner's time-bound right to its attempt; the heartbeat renews it.
 * lost       what a reader sees of an attempt whose owner died: its process is gone, or its lease ran out.
 * overlap    what a run does while another live run holds the same concurrency key.
 * parent     the run that this one repeats (`errand retry`) or was started from.
 * queue      where a run waits for a worker; `queue.ts` has the words of waiting, limits and retries.
 * ledger     all of the above, durable, in the store.
 */

/**
 * queued      asked for, not started: it waits for a worker or for an overlap lock. The starter moves it on.
 * running     an owner lives its attempt. The owner moves it on; if the owner dies, the rescuer does.
 * succeeded   the command returned, or the program exited with 0.
 * failed      the command threw, or the process exited with another code.
 * timed_out   its hard or soft limit ended it.
 * cancelled   a person ended it: Ctrl-C, a signal, or `errand cancel`.
 * lost        its owner vanished without a word (kill -9, power cut); the rescuer wrote this down.
 * interrupted errand itself was told to stop while it ran, or the command put itself off (`snooze`) where no worker
 *             brings it back; no fault of its own.
 * skipped     never started, because its overlap policy, its schedule's `when` or its expiry said so; `reason` tells.
 *             One that went wrong, and expired before its next attempt, stays what that made of it.
 */
export const RUN_STATES = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "timed_out",
  "cancelled",
  "lost",
  "interrupted",
  "skipped",
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** How an attempt ended that can be its run's last. */
export const FINAL_OUTCOMES = [
  "succeeded",
  "failed",
  "timed_out",
  "cancelled",
  "lost",
  "interrupted",
] as const;
export type FinalOutcome = (typeof FINAL_OUTCOMES)[number];

/** How an attempt ended. snoozed: the command put its run off, and nothing is wrong with it. */
export const OUTCOMES = [...FINAL_OUTCOMES, "snoozed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** manual: typed by a person. crontab: from a crontab line. retry: asked for again by a person. The others name their room. */
export const TRIGGERS = ["manual", "crontab", "schedule", "catch_up", "queue", "retry", "api"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** An error as the ledger keeps it: plain data, secrets already masked. `stack` is null for an expected failure. */
export interface RecordedError {
  name: string;
  message: string;
  stack: string | null;
}

/** Who lives an attempt. `bootId` also names the pid namespace; `startedAt` is opaque, compared for equality only. */
export interface Owner {
  host: string;
  bootId: string;
  pid: number;
  startedAt: string;
}

/** A run as readers see it. Times are epoch ms; what is unknown is null. */
export interface Run {
  id: string;
  command: string;
  args: JsonObject;
  trigger: Trigger;
  state: RunState;
  reason: string | null;
  scheduleId: string | null;
  scheduledFor: number | null;
  requestedAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  exitCode: number | null;
  attempt: number;
  maxAttempts: number;
  /** Attempts that failed or timed out: what counts against `maxAttempts`. */
  failures: number;
  /** Attempts whose owner died. */
  losses: number;
  queue: string | null;
  /** The higher goes first in its queue. */
  priority: number;
  /** When a worker may take it; null while one has it, while something holds it back, and when it is over. */
  runAfter: number | null;
  /** Not started from then on. */
  expiresAt: number | null;
  dedupeKey: string | null;
  /** What its overlap policy is judged by. */
  concurrencyKey: string | null;
  /** What the limits of its command count by; null where they count by the command alone. */
  limitKey: string | null;
  /** Runs of one workflow share it. */
  workflowId: string | null;
  parentId: string | null;
  error: RecordedError | null;
  result: JsonValue;
  progress: Progress | null;
  dryRun: boolean;
  actor: string;
  host: string;
  pid: number | null;
  tags: string[];
  cancelRequestedAt: number | null;
  cancelRequestedBy: string | null;
}

/** How far a run says it is. `total` is null while unknown. */
export interface Progress {
  done: number;
  total: number | null;
  note: string | null;
}

export interface Attempt {
  runId: string;
  number: number;
  outcome: Outcome | null;
  reason: string | null;
  owner: Owner;
  leaseUntil: number;
  startedAt: number | null;
  finishedAt: number | null;
  exitCode: number | null;
  signal: string | null;
  error: RecordedError | null;
  /** CPU time of the attempt's process in ms, and its peak resident size in bytes. */
  cpuMs: number | null;
  peakRss: number | null;
  /** Bytes the attempt wrote in all, kept or cut. */
  outputBytes: number;
}

export const STREAMS = ["stdout", "stderr", "log"] as const;
export type Stream = (typeof STREAMS)[number];

/**
 * A piece of an attempt's output. `offset` counts the bytes of all streams written before it, in order of
 * arrival: where one chunk's end is not the next one's offset, the bytes between were cut to keep the cap.
 */
export interface OutputChunk {
  offset: number;
  at: number;
  stream: Stream;
  bytes: Uint8Array;
}

/** What names one attempt of one run. */
export interface AttemptRef {
  runId: string;
  attempt: number;
}
