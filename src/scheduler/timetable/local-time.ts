/*
 * Local time is a number here too: the epoch ms that its wall clock would be if it stood in UTC. So it compares,
 * counts and divides like any other time, and only a zone turns it into an instant.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)$/;
const WITH_OFFSET = /^(.{16,19}?)(Z|[+-]\d{2}:\d{2})$/;

/** Local ms of "2026-12-01T09:00" or "2026-12-01T09:00:30"; undefined for anything else. */
export function parseLocal(text: string): number | undefined {
  const [, date, time] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || time === undefined || parseDate(date) === undefined) return undefined;
  const local = new Date(`${date}T${time}Z`).getTime();
  return Number.isNaN(local) || formatDate(local) !== date ? undefined : local;
}

/** Epoch ms of a time that names its own offset, "2026-12-01T09:00Z" or "…+02:00"; undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  const [, time = "", offset = ""] = WITH_OFFSET.exec(text) ?? [];
  const local = parseLocal(time);
  if (local === undefined) return undefined;
  const instant = new Date(`${time.replace(" ", "T")}${offset}`).getTime();
  return Number.isNaN(instant) ? undefined : instant;
}

/** Local ms of the midnight that begins "2026-12-25"; undefined for what is no day of the calendar. */
export function parseDate(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const local = new Date(`${text}T00:00Z`).getTime();
  return Number.isNaN(local) || formatDate(local) !== text ? undefined : local;
}

export function formatDate(local: number): string {
  return new Date(local).toISOString().slice(0, DATE_LENGTH);
}

/** "2026-12-01 09:00", with seconds where there are any. */
export function formatLocal(local: number): string {
  return `${formatDate(local)} ${formatTime(local)}`;
}

/** "09:00", with seconds where there are any. */
export function formatTime(local: number): string {
  const time = new Date(local).toISOString().slice(DATE_LENGTH + 1, DATE_LENGTH + 9);
  return time.endsWith(":00") ? time.slice(0, 5) : time;
}

const DATE_LENGTH = 10;

/** Ms since the midnight before. */
export function timeOfDay(local: number): number {
  return local - startOfDay(local);
}

export function startOfDay(local: number): number {
  return Math.floor(local / DAY_MS) * DAY_MS;
}
