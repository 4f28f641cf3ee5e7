/** One place of a cron expression: what may stand there. */
export interface CronField {
  name: string;
  low: number;
  high: number;
  /** Names of its values from `low` on, as far as there are any. */
  names: readonly string[];
  /** The highest value that H takes; days stop at 28, so that every month has one. */
  hashHigh: number;
  /** Examples of all that is legal, for messages. */
  legal: string;
}

const SECOND: CronField = {
  name: "second",
  low: 0,
  high: 59,
  names: [],
  hashHigh: 59,
  legal: "0-59, *, 10-20, 0,30, */15, 10-50/10 or H",
};

const MINUTE: CronField = { ...SECOND, name: "minute" };

const HOUR: CronField = {
  name: "hour",
  low: 0,
  high: 23,
  names: [],
  hashHigh: 23,
  legal: "0-23, *, 9-17, 8,20, */6, 8-18/2 or H",
};

const DAY_OF_MONTH: CronField = {
  name: "day-of-month",
  low: 1,
  high: 31,
  names: [],
  hashHigh: 28,
  legal: "1-31, *, 1-7, 1,15, */2, L, LW, 15W or H",
};

const MONTH: CronField = {
  name: "month",
  low: 1,
  high: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  hashHigh: 12,
  legal: "1-12, JAN-DEC, *, 6-8, 1,7, */3 or H",
};

const DAY_OF_WEEK: CronField = {
  name: "day-of-week",
  low: 0,
  high: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
  hashHigh: 6,
  legal: "0-7, SUN-SAT, *, MON-FRI, 1,3, MON#1, FRIL or H, with + in front for AND",
};

const YEAR: CronField = {
  name: "year",
  low: 1970,
  high: 9999,
  names: [],
  hashHigh: 9999,
  legal: "1970-9999, *, 2026-2028 or 2026,2028",
};

const FIVE = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK];

/** The fields of an expression of so many words, or undefined when no expression has as many. */
export function fieldsOf(count: number): readonly CronField[] | undefined {
  return [FIVE, [SECOND, ...FIVE], [SECOND, ...FIVE, YEAR]][count - FIVE.length];
}

/** Whether it is in this field that a character like L, W, # or + has a meaning. */
export function isDayOfMonth(field: CronField): boolean {
  return field === DAY_OF_MONTH;
}

export function isDayOfWeek(field: CronField): boolean {
  return field === DAY_OF_WEEK;
}

export function isYear(field: CronField): boolean {
  return field === YEAR;
}

/** The number of a value within the limits, in upper case; undefined for anything else. */
export function valueOf(text: string, field: CronField): number | undefined {
  const index = field.names.indexOf(text);
  if (index >= 0) return field.low + index;
  return /^\d{1,4}$/.test(text) && inRange(Number(text), field) ? Number(text) : undefined;
}

export function inRange(value: number, { low, high }: CronField): boolean {
  return value >= low && value <= high;
}
