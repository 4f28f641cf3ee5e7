import { parseDuration } from "./duration.ts";

/**
 * Ms from `now` of the text of a `Retry-After` header: seconds (a fraction is rounded up, so that nobody comes early)
 * or a date of RFC 9110; a duration ("90s") and an ISO date are taken too. Null for anything else, as `Date.parse`
 * reads a past year into every number. What is past is negative.
 */
export function readRetryAfter(header: string, now: number): number | null {
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text)) * 1_000;
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  const iso = ISO.test(text) ? text : isoOfHttp(text, now);
  return iso === null || !isDay(iso.slice(0, DAY_LENGTH)) ? null : msUntilIso(iso, now);
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const DAY_LENGTH = "2026-12-01".length;

/** The 30th of February would quietly become the 2nd of March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function msUntilIso(iso: string, now: number): number | null {
  const time = new Date(iso).getTime();
  return Number.isNaN(time) ? null : time - now;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<time>\\d{2}:\\d{2}:\\d{2})";

/** RFC 9110, 5.6.7: what servers send now, and the two old forms that a reader must still know. All are in GMT. */
const HTTP_DATES = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(
    `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`,
  ),
  // Sun Nov  6 08:49:37 1994
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

function isoOfHttp(text: string, now: number): string | null {
  const parts = HTTP_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!parts) return null;
  const { day = "", month = "", year = "", time = "" } = parts;
  const two = (part: string | number): string => String(part).trim().padStart(2, "0");
  return `${fullYear(year, now)}-${two(MONTHS.indexOf(month) + 1)}-${two(day)}T${time}Z`;
}

/** Of two digits: one that seems over fifty years ahead is the last past year with these. */
function fullYear(year: string, now: number): string {
  if (year.length === 4) return year;
  const present = new Date(now).getUTCFullYear();
  const full = present - (present % 100) + Number(year);
  return String(full - present > 50 ? full - 100 : full);
}
