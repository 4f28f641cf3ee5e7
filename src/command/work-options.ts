import type { Isolation } from "../core/queue.ts";

/** How a failure is told apart: by an error's class, by its `code` or `name`, or by an exit code: the run's, or that of a program of `exec`. */
export type ErrorMatch = (new (...args: never[]) => Error) | string | number;

/** How long to wait between attempts. Durations are text such as "10s". */
export interface BackoffOptions {
  /** exponential: base, 2 × base, 4 × base …; linear: base, 2 × base, 3 × base …; fixed: base. Default: exponential. */
  kind?: "exponential" | "linear" | "fixed";
  /** Default "10s". */
  base?: string;
  /** No wait is longer. Default "1h". */
  cap?: string;
  /** Spread each wait over all of its length, so that many do not come back at once. Default true. */
  jitter?: boolean;
}

/** A failed attempt, as a `backoff` function is asked about it. */
export interface FailedAttempt {
  error: unknown;
  /** From 1. */
  failures: number;
}

/** How a command's background runs are worked: those that were enqueued or scheduled. */
export interface WorkOptions<Args = unknown> {
  /** Where they wait. Default: the config's `routes`, else "default". */
  queue?: string;
  /** From -1000 to 1000, the higher first in its queue. Default 0. */
  priority?: number;
  /** How many attempts may fail before it is given up. Default: the config's, which is 3 for what was enqueued and 1 for schedules. */
  attempts?: number;
  /** Between attempts; a function answers with a duration. Default: exponential from 10 s to 1 h, with jitter. */
  backoff?: BackoffOptions | ((failed: FailedAttempt) => string);
  /** Only failures like these are tried again. Default: all. */
  retryOn?: ErrorMatch | readonly ErrorMatch[];
  /** Failures like these are not; outranks `retryOn`. */
  abortOn?: ErrorMatch | readonly ErrorMatch[];
  /** Not started when it has waited so long. */
  expiresIn?: string;
  /** Most runs of this command in hands at once, over all workers. */
  concurrency?: number;
  /** Most starts in any such span, over all workers: "10/1m". */
  rate?: string;
  /** What `perKey` counts by: runs with the same key. `enqueue(…, { concurrencyKey })` outranks it. */
  concurrencyKey?: (args: Args) => string;
  /** Limits of runs with one key. Default: one at a time. */
  perKey?: { concurrency?: number; rate?: string };
  /** Where an attempt lives: a fresh child, a child that is used again, or the worker itself. Default: process. */
  isolation?: Isolation;
  /** Most resident memory of an attempt's process and its descendants, "512MB", 64MB at least; above it the attempt is ended. */
  memory?: string;
}
