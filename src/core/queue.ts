/*
 * The words of background runs.
 *
 * enqueue        to write a run down for a worker: what an application, a schedule and `errand enqueue` do.
 * queue          where runs wait. A worker serves some queues, each by its weight; inside one the higher priority
 *                goes first, then who waited longer.
 * worker         a process that claims queued runs and lives them: `errand work`, `errand start`, `errand tick`.
 * isolation      where an attempt lives. process: a fresh child. pool: a child that lives one run after another.
 *                inline: the worker itself. A run that lost too many workers lives in a fresh child from then on.
 * limit          how many runs may be in hands at once (concurrency) and how many may start in a span of time (rate),
 *                of a command, of a queue, or of those with one limit key. Workers keep it; a person may always run.
 * parked         held back by a limit or a key until what is in the way is over; nobody looks at it meanwhile.
 * dedupe key     at most one live run of a command has it: asking again gives that one.
 * idempotency key  for a period, asking again gives the run that was made, live or over.
 * retry          another attempt of a run whose attempt failed: `maxAttempts` counts the failed ones.
 * backoff        how long a run waits for its next attempt.
 * snooze         a command puts its own run off; that counts as no failure.
 * poison         a run whose owners died again and again while it ran, and which is tried no more. One that was only
 *                claimed has lost nothing.
 * failure        a run that went wrong for good and that somebody should know of. It is open until the same command
 *                succeeds with the same args, or a person retries, acknowledges or discards it.
 * dead letter    an open failure of a queued run: it is kept, and can be retried.
 * fingerprint    what failures of one kind have in common: command, error and message without its numbers.
 */

export const DEFAULT_QUEUE = "default";

/** Priorities a run may have. */
export const PRIORITY = { lowest: -1_000, usual: 0, highest: 1_000 } as const;

export const ISOLATIONS = ["process", "pool", "inline"] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** At most `count` starts in any span of `perMs`. */
export interface Rate {
  count: number;
  perMs: number;
}

/** Null: no such limit. */
export interface Limit {
  concurrency: number | null;
  rate: Rate | null;
}

export const UNLIMITED: Limit = { concurrency: null, rate: null };

/** How a command's runs are worked: plain data, so that nobody has to load its module to know. */
export interface WorkRules {
  /** Null: by the routes of the config. */
  queue: string | null;
  priority: number;
  /** Null: that of the config. */
  attempts: number | null;
  /** Ms that a run may wait to be started. */
  expiresInMs: number | null;
  isolation: Isolation;
  /** Of all its runs together. */
  limit: Limit;
  /** Of those that share a limit key. One at a time, unless it says otherwise. */
  keyLimit: Limit;
  /** Most resident memory of an attempt's process, in bytes. */
  memoryBytes: number | null;
}

/** How long a run waits between attempts. Times in ms. */
export interface Backoff {
  kind: "exponential" | "linear" | "fixed";
  baseMs: number;
  capMs: number;
  /** Full jitter: anything from nothing to the whole wait. */
  jitter: boolean;
}

/** What `enqueue` answers of each run that was asked for. */
export type EnqueueKind = "queued" | "deduplicated" | "repeated";
