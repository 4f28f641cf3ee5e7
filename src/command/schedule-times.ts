import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { quote } from "../core/quote.ts";

/** A day of the week, as cron names it. */
export const WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/*
 * What a schedule says of time, in words: `schedule: daily("08:00")`, or spread among other members:
 * `schedule: { ...daily("08:00"), timezone: "Europe/London" }`. Times are local to the schedule's zone. Each throws
 * a TypeError for a value of the wrong type and a RangeError for one that means no time.
 */

interface CronTime {
  cron: string;
}

/** Every day at "08:00". */
export function daily(time: string): CronTime {
  return { cron: `${clock(time)} * * *` };
}

/** On a day of the week, or on several: `weekly("SUN", "03:00")`, `weekly(["MON", "THU"], "18:30")`. */
export function weekly(day: Weekday | readonly Weekday[], time: string): CronTime {
  const days = typeof day === "string" ? [day] : day;
  if (!Array.isArray(days) || days.length === 0)
    throw new TypeError(`weekly: the days ${quote(day)} ${DAY_RULE}`);
  return { cron: `${clock(time)} * * ${[...new Set(days.map(weekday))].join(",")}` };
}

/** Monday to Friday at "08:00". */
export function weekdays(time: string): CronTime {
  return { cron: `${clock(time)} * * MON-FRI` };
}

/** Every hour, so many minutes after it. */
export function hourly(minute = 0): CronTime {
  return { cron: `${whole(minute, { name: "hourly: the minute", least: 0, most: 59 })} * * * *` };
}

/** On a day of the month at "06:00". Months that lack the day are left out; "last" is there in every one. */
export function monthly(day: number | "last", time: string): CronTime {
  const place =
    day === "last" ? "L" : whole(day, { name: "monthly: the day", least: 1, most: 31, or: ' or "last"' });
  return { cron: `${clock(time)} ${place} * *` };
}

/** Every so long, counted from 1970-01-01T00:00Z: "15m" is on the quarters of the hour. */
export function every(interval: string): { every: string } {
  const ms = parseDuration(text(interval, { name: "every: the interval", rule: `must be ${DURATION_HELP}` }));
  if (ms === undefined || ms === 0)
    throw new RangeError(`every: the interval ${quote(interval)} must be ${DURATION_HELP}`);
  return { every: interval };
}

/** By a cron expression of 5 fields, 6 with seconds, or a nickname. It is judged when the schedule is registered. */
export function cron(expression: string): CronTime {
  const rule = 'must be a cron expression such as "0 8 * * MON-FRI"';
  if (text(expression, { name: "cron: the expression", rule }).trim() === "")
    throw new RangeError(`cron: the expression ${quote(expression)} ${rule}`);
  return { cron: expression };
}

/** Once, at a local time: "2026-12-01T09:00". */
export function at(time: string): { at: string } {
  const rule = 'must be a local date and time such as "2026-12-01T09:00", without a zone';
  const named = `at: the time ${quote(time)}`;
  const [, day = "", hour = ""] = LOCAL.exec(text(time, { name: "at: the time", rule })) ?? [];
  if (!isDay(day) || !CLOCK.test(hour)) throw new RangeError(`${named} ${rule}`);
  return { at: time };
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;
const LOCAL = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::[0-5]\d)?$/;
const CLOCK_RULE = 'must be a time of day from "00:00" to "23:59", such as "08:00"';
const DAY_RULE = `must be ${WEEKDAYS.join(", ")} or a list of these`;

/** The minute and hour fields. */
function clock(time: string): string {
  const [, hour, minute] = CLOCK.exec(text(time, { name: "the time", rule: CLOCK_RULE })) ?? [];
  if (hour === undefined) throw new RangeError(`the time ${quote(time)} ${CLOCK_RULE}`);
  return `${Number(minute)} ${Number(hour)}`;
}

function weekday(day: string): string {
  const known: readonly string[] = WEEKDAYS;
  if (known.includes(day)) return day;
  throw new RangeError(`weekly: the day ${quote(day)} ${DAY_RULE}`);
}

function whole(
  value: number,
  { name, least, most, or = "" }: { name: string; least: number; most: number; or?: string },
): number {
  const rule = `must be a whole number from ${least} to ${most}${or}`;
  if (typeof value !== "number") throw new TypeError(`${name} ${quote(value)} ${rule}`);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} ${quote(value)} ${rule}`);
  return value;
}

function text(value: string, { name, rule }: { name: string; rule: string }): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} ${quote(value)} ${rule}`);
}

/** The 30th of February would quietly become the 2nd of March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
