import { parseDuration } from "../../core/duration.ts";
import { ErrandError } from "../../core/errors.ts";
import {
  DAY_MS,
  formatDate,
  parseDate,
  parseLocal,
  startOfDay,
} from "../../scheduler/timetable/local-time.ts";
import { firstInstant, zoneOf } from "../../scheduler/timetable/zone.ts";
import { requireTime } from "../parse-time.ts";

interface SpanContext {
  /** The zone that a time without an offset is local in. */
  timezone: string;
  now: number;
  verb: string;
}

/**
 * A time to come: from `--from`, else now, up to `--to`, which may be a length. Undefined `to`: no end is given.
 * @throws ErrandError usage, for what is no time, and for an end that is not later.
 */
export function readSpan(
  { from, to }: { from?: string; to?: string },
  context: SpanContext,
): { from: number; to: number | undefined } {
  const start = from === undefined ? context.now : readTime(from, "--from", context);
  if (to === undefined) return { from: start, to: undefined };
  const length = parseDuration(to);
  const end = length === undefined ? readTime(to, "--to", context) : start + length;
  if (end > start) return { from: start, to: end };
  throw new ErrandError("usage", `--to ${JSON.stringify(to)} must be later than --from`, {
    next: `errand ${context.verb} --help`,
  });
}

/** A time that is local in the zone, unless it names its own. @throws ErrandError usage. */
export function readTime(text: string, flag: string, { timezone, now, verb }: SpanContext): number {
  const local =
    parseDate(text) ?? parseLocal(text) ?? parseLocalWord(text, now + zoneOf(timezone).offsetAt(now));
  return local === undefined ? requireTime(text, { flag, now, verb }) : firstInstant(zoneOf(timezone), local);
}

/** `today`, `yesterday` and a time of day, by the clocks that show `local` now. */
function parseLocalWord(text: string, local: number): number | undefined {
  if (text === "today") return startOfDay(local);
  if (text === "yesterday") return startOfDay(local) - DAY_MS;
  return parseLocal(`${formatDate(local)}T${text}`);
}
