import { inRange, isDayOfMonth, isDayOfWeek, valueOf, type CronField } from "./cron-fields.ts";

/**
 * What is wrong with an item that cannot be read, as the end of a sentence. Other engines take many of them, and
 * people paste: so it says how to write what was meant.
 */
export function adviseItem(item: string, field: CronField): string {
  return (
    adviseEmpty(item) ??
    adviseLongName(item, field) ??
    adviseOpenStep(item, field) ??
    adviseBackwards(item, field) ??
    adviseLast(item, field) ??
    adviseNumber(item, field) ??
    "is not known"
  );
}

function adviseEmpty(item: string): string | undefined {
  return item === "" ? "is empty: a comma stands between two values" : undefined;
}

/** FRIDAY, MONDAY-FRIDAY. */
function adviseLongName(item: string, { names }: CronField): string | undefined {
  const short = item.replace(/[A-Z]{4,}/g, (word) => names.find((name) => word.startsWith(name)) ?? word);
  return short === item ? undefined : `has a name that is not known: write ${short}`;
}

/** 0/15, as Quartz writes it. */
function adviseOpenStep(item: string, field: CronField): string | undefined {
  const [, start = "", step] = /^(\w+)\/(\d+)$/.exec(item) ?? [];
  const from = startOf(start, field);
  if (step === undefined || from === undefined) return undefined;
  if (Number(step) < 1 || Number(step) > field.high) return `needs a step from 1 to ${field.high}`;
  return `needs a range before its step: write ${from}-${lastOf(field)}/${step}`;
}

/** 22-2, FRI-MON. */
function adviseBackwards(item: string, field: CronField): string | undefined {
  const [, first = "", last = "", step] = /^(\w+)-(\w+)(?:\/(\d+))?$/.exec(item) ?? [];
  const [from, to] = [valueOf(first, field), valueOf(last, field)];
  if (from === undefined || to === undefined || from <= to) return undefined;
  return `runs backwards: write ${forwards(startOf(first, field) ?? from, to, step, field)}`;
}

function forwards(from: number, to: number, step: string | undefined, field: CronField): string {
  if (step !== undefined) return listed(from, to, Number(step), field);
  return from <= to ? range(from, to) : `${range(from, lastOf(field))},${range(field.low, to)}`;
}

function range(low: number, high: number): string {
  return low === high ? String(low) : `${low}-${high}`;
}

function listed(from: number, to: number, step: number, field: CronField): string {
  const size = lastOf(field) - field.low + 1;
  const values: number[] = [];
  for (let value = from; value <= (from <= to ? to : to + size); value += Math.max(1, step)) {
    values.push(field.low + ((value - field.low) % size));
  }
  return values.join(",");
}

/** L-3, a bare L among the weekdays, and the signs of the day fields in other ones. */
function adviseLast(item: string, field: CronField): string | undefined {
  if (isDayOfMonth(field) && item.startsWith("L-")) {
    return "counts back from the last day: write L for the last day, LW for the last working day, or a number";
  }
  if (isDayOfWeek(field)) return item === "L" ? "needs its day: write FRIL for the last Friday" : undefined;
  return /^[\d*]*[LW]+$|#/.test(item) && !isDayOfMonth(field)
    ? "has a sign that only the day fields know (L, W, #)"
    : undefined;
}

function adviseNumber(item: string, field: CronField): string | undefined {
  if (field.name === "hour" && item === "24") return "is no hour: midnight is 0";
  const strange = item.match(/\d+/g)?.some((number) => !inRange(Number(number), field)) === true;
  return strange && /^\d+(-\d+)?$/.test(item) ? `must lie within ${field.low}-${field.high}` : undefined;
}

/** Sunday is the first day of a week here, whatever else it may be called. */
function lastOf(field: CronField): number {
  return isDayOfWeek(field) ? field.high - 1 : field.high;
}

/** Where a range begins: a week's with Sunday as 0, as 7 can only end one. */
function startOf(text: string, field: CronField): number | undefined {
  const value = valueOf(text, field);
  return value === 7 && isDayOfWeek(field) ? 0 : value;
}
