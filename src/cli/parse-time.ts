import { parseDuration } from "../core/duration.ts";
import { ErrandError } from "../core/errors.ts";

const DAY_MS = 86_400_000;

/** What `parseTime` takes, in words. */
export const TIME_HELP =
  "2d or 90m (ago), today, yesterday, 08:00, 2026-11-23, 2026-11-23T08:00 or 2026-11-23T08:00Z";

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The instant that a person means, in epoch ms: a duration counts back from `now`, a day begins at its midnight, a
 * time of day is today's, and what names no zone is local time. Undefined for anything else.
 */
export function parseTime(text: string, now: number): number | undefined {
  if (text === "now") return now;
  if (text === "today") return midnight(now);
  if (text === "yesterday") return midnight(midnight(now) - DAY_MS / 2);
  const ago = parseDuration(text.replace(/ ago$/, ""));
  if (ago !== undefined) return now - ago;
  return fromIso(CLOCK.test(text) ? `${localDay(now)}T${text}` : text);
}

const CLOCK = /^\d{2}:\d{2}(?::\d{2})?$/;

function localDay(now: number): string {
  const date = new Date(now);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}

function fromIso(text: string): number | undefined {
  if (!ISO.test(text) || !isDay(text.slice(0, DAY_LENGTH))) return undefined;
  const time = new Date(text.length === DAY_LENGTH ? `${text}T00:00` : text.replace(" ", "T")).getTime();
  return Number.isNaN(time) ? undefined : time;
}

const DAY_LENGTH = 10;

/** The 30th of February would quietly become the 2nd of March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** As `parseTime`. @throws ErrandError usage, which names the flag and what it takes. */
export function requireTime(
  text: string,
  { flag, now, verb }: { flag: string; now: number; verb: string },
): number {
  const time = parseTime(text, now);
  if (time !== undefined) return time;
  throw new ErrandError("usage", `${flag} ${JSON.stringify(text)} is no time: give ${TIME_HELP}`, {
    next: `errand ${verb} --help`,
  });
}

function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
