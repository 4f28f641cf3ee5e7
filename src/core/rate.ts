import { parseDuration } from "./duration.ts";
import type { Limit, Rate } from "./queue.ts";

/** What a message says is legal. */
export const RATE_HELP = "a count and a span, such as 10/1m or 3/1h";

/** Beyond it, a look at the last starts would be a long one. */
const MOST = 100_000;

/** "10/1m": ten starts in any minute. Undefined when the text says no such thing. */
export function parseRate(text: string): Rate | undefined {
  const [, digits = "", span = ""] = /^([1-9]\d{0,5}) ?\/ ?(.+)$/.exec(text) ?? [];
  // "10/m" means what everybody means by it.
  const perMs = parseDuration(/^\d/.test(span) ? span : `1${span}`);
  const count = Number(digits);
  return perMs === undefined || perMs === 0 || count > MOST || count === 0 ? undefined : { count, perMs };
}

/** A limit as it is written, of a command, a key or a queue; what is no rate was refused before. */
export function limitOf({
  concurrency,
  rate,
}: {
  concurrency?: number | undefined;
  rate?: string | undefined;
}): Limit {
  return { concurrency: concurrency ?? null, rate: rate === undefined ? null : (parseRate(rate) ?? null) };
}
