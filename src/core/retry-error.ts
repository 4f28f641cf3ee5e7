import { parseDuration } from "./duration.ts";
import { CommandError } from "./errors.ts";
import { readRetryAfter } from "./retry-after.ts";
import { hasMember, memberOf } from "./thrown.ts";

// As of `CommandError`: two copies of errand can meet in one process.
const RETRY_ERROR: unique symbol = Symbol.for("errand.RetryError");
const SNOOZE: unique symbol = Symbol.for("errand.snooze");

/** No run waits longer for its next attempt than a year, in ms: what a server asks for may be nonsense. */
export const LONGEST_WAIT_MS = 366 * 86_400_000;

/** A run that puts itself off for no time at all would keep a worker busy, and write an attempt's row, for ever. */
const LEAST_SNOOZE = { text: "1s", ms: 1_000 };

/** When to try again: ms from now, an instant, a duration ("90s"), an ISO date, or the text of a `Retry-After` header. */
export type RetryAfter = number | Date | string | null;

/**
 * An expected failure that is worth another attempt, not before `after`; without it, as the command's `backoff` says.
 * A header may be passed on as it came: "120" (seconds; a fraction is rounded up), "Fri, 31 Dec 2027 23:59:59 GMT", or
 * null; a text that says nothing ("-5", "soon") counts as none, and the run's reason tells that. It uses up an attempt,
 * and outranks `retryOn`, not `abortOn`.
 * @throws RangeError for an exit code outside 1 to 255, and for an `after` that is NaN, negative or no date.
 */
export class RetryError extends CommandError {
  static override readonly name: string = "RetryError";
  override readonly name: string = "RetryError";
  readonly after: RetryAfter;
  readonly [RETRY_ERROR] = true;

  constructor(message: string, options: { after?: RetryAfter; exitCode?: number; cause?: unknown } = {}) {
    const { after = null, ...rest } = options;
    super(message, rest);
    if (typeof after === "number" && !(after >= 0))
      throw new RangeError(`RetryError after ${after} must be ms from now, 0 or more`);
    if (after instanceof Date && Number.isNaN(after.getTime()))
      throw new RangeError("RetryError after is no date");
    this.after = after;
  }
}

export function isRetryError(error: unknown): error is RetryError {
  return hasMember(error, RETRY_ERROR);
}

/** Ms from `now` until the instant that is meant; null when nothing is. What is past is now. */
export function msUntil(after: RetryAfter, now: number): number | null {
  const ms = readAfter(after, now);
  return ms === null ? null : Math.round(Math.min(Math.max(ms, 0), LONGEST_WAIT_MS));
}

function readAfter(after: RetryAfter, now: number): number | null {
  if (after === null || typeof after === "number") return after;
  if (after instanceof Date) return after.getTime() - now;
  return readRetryAfter(after, now);
}

/** What `snooze` throws: it goes through the command's own code to errand. */
class Snooze extends Error {
  static override readonly name: string = "Snooze";
  override readonly name = "Snooze";
  readonly waitMs: number;
  readonly [SNOOZE] = true;

  constructor(duration: string, waitMs: number, reason: string | null) {
    super(`it put itself off for ${duration}${reason === null ? "" : ` (${reason})`}`);
    this.waitMs = waitMs;
  }
}

/**
 * Puts the present run off: it ends here by a throw, and a worker starts it again after `duration` ("10m"). That is no
 * failure and uses up no attempt. What is shorter than a second lasts a second. Where no worker would bring it back (`errand run`, a crontab line), the run ends as
 * interrupted, with exit code 75.
 * @throws RangeError for what is no duration, or longer than a year.
 */
export function snooze(duration: string, reason?: string): never {
  const waitMs = parseDuration(duration);
  if (waitMs === undefined || waitMs > LONGEST_WAIT_MS)
    throw new RangeError(
      `snooze ${JSON.stringify(duration)} must be a duration such as 90s, 15m or 2d, a year at most`,
    );
  if (waitMs < LEAST_SNOOZE.ms) throw new Snooze(LEAST_SNOOZE.text, LEAST_SNOOZE.ms, reason ?? null);
  throw new Snooze(duration, waitMs, reason ?? null);
}

export function isSnooze(error: unknown): error is { waitMs: number; message: string } {
  if (!hasMember(error, SNOOZE)) return false;
  const waitMs = memberOf(error, "waitMs");
  return typeof waitMs === "number" && waitMs >= 0 && waitMs <= LONGEST_WAIT_MS;
}
