/** What a message says is legal. */
export const INSTANT_HELP = "a date such as 2026-03-01 or 2026-03-01T09:30:00Z";

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:(?:[Tt]|\s+)(\d{2}:\d{2})(:\d{2})?(?:\.\d+)?\s*(?:([Zz]|UTC|GMT)|([+-]\d{2}):?(\d{2}))?)?$/;
const IN_WORDS = /^[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}$/;

/**
 * Epoch ms of a date as people write it in front matter: ISO 8601 with or without a time, Jekyll's
 * `2026-03-01 09:30:00 +0100`, Astro's `Mar 01 2026`, or a date that the TOML parser made. What names no zone is
 * UTC, so that no result depends on the machine. Undefined when it is no date, or one the calendar does not have.
 */
export function parseInstant(value: unknown): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (IN_WORDS.test(text)) return whole(Date.parse(`${text} UTC`));
  const [found, day = "", time = "00:00", seconds = ":00", , hours = "+00", minutes = "00"] =
    ISO.exec(text) ?? [];
  if (found === undefined || !isInCalendar(day)) return undefined;
  return whole(Date.parse(`${day}T${time}${seconds}${hours}:${minutes}`));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim();
  if (!(value instanceof Date)) return undefined;
  return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
}

/** `Date` takes February 31 for March 3. */
function isInCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function whole(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
