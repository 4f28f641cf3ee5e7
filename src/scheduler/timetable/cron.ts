import { CronDays } from "./cron-days.ts";
import { fieldValues } from "./field-values.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfDay } from "./local-time.ts";
import { Recent } from "./recent.ts";

/** The times of day of an expression. */
interface CronTimes {
  hours: number[];
  minutes: number[];
  seconds: number[];
}

// A pattern holds a table of every year to 9999, some 80 kB; but few are needed, since most schedules differ in their
// times of day alone.
const days = new Recent<CronDays>(64, (words) => new CronDays(words));
const times = new Recent<CronTimes>(1_024, readTimes);

/** The first local time later than `local` at which an expression in normal form is due, or null. */
export function nextLocal(expression: string, local: number): number | null {
  const words = expression.split(" ");
  const fields = words.length === 5 ? ["0", ...words] : words;
  const ownTimes = times.get(fields.slice(0, 3).join(" "));
  const ownDays = days.get(fields.slice(3).join(" "));
  const today = startOfDay(local);
  const time = ownDays.from(today) === today ? nextTime(ownTimes, local - today) : null;
  if (time !== null) return today + time;
  const day = ownDays.from(today + DAY_MS);
  return day === Infinity ? null : day + (nextTime(ownTimes, -1) ?? 0);
}

/** Of `second minute hour` in normal form. */
function readTimes(words: string): CronTimes {
  const [second = "", minute = "", hour = ""] = words.split(" ");
  return { hours: fieldValues(hour, 23), minutes: fieldValues(minute, 59), seconds: fieldValues(second, 59) };
}

/** The first time of day later than another, in ms since midnight; null when the day has none any more. */
function nextTime({ hours, minutes, seconds }: CronTimes, after: number): number | null {
  for (const hour of hours) {
    if ((hour + 1) * HOUR_MS <= after) continue;
    for (const minute of minutes) {
      const start = hour * HOUR_MS + minute * MINUTE_MS;
      if (start + MINUTE_MS <= after) continue;
      const second = seconds.find((one) => start + one * 1_000 > after);
      if (second !== undefined) return start + second * 1_000;
    }
  }
  return null;
}
