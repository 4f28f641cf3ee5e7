import type { CronTime } from "./cron-host.ts";

/** A cron expression in its normal form in the five fields of Debian's cron, which knows numbers best. */
export function cronFields(expression: string): CronTime {
  const words = expression.split(" ");
  if (words.length !== 5) return { reason: `has ${words.length} fields, and cron knows five` };
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = words;
  const strange = [day, weekday].find((field) => BEYOND.test(withoutNames(field)));
  if (strange !== undefined) return { reason: `says "${strange}", which cron does not know` };
  return { time: [minute, hour, dayField(day), numbered(month, MONTHS), weekdayField(weekday)].join(" ") };
}

const MONTHS = ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const BEYOND = /[LW#+]/;

/** WED has a W. */
function withoutNames(field: string): string {
  return numbered(field, DAYS);
}

function numbered(field: string, names: readonly string[]): string {
  return field.replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? String(names.indexOf(name)) : name));
}

function dayField(field: string): string {
  return unstarred(field, "1-31");
}

/** A week that ends on Sunday ends on 7: cron's ranges do not run backwards. */
function weekdayField(field: string): string {
  return unstarred(numbered(field, DAYS).replace(/([1-6])-0/g, "$1-7"), "0-6");
}

/**
 * Where both day fields say something, either day will do; but cron takes a field that begins with a star for one that
 * says nothing, and so one with a step has to be written as a range.
 */
function unstarred(field: string, all: string): string {
  const plain = field.replaceAll("?", "*");
  return plain === "*" ? plain : plain.replaceAll("*", all);
}
