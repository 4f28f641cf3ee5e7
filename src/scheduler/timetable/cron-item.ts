import { inRange, isDayOfMonth, isDayOfWeek, isYear, valueOf, type CronField } from "./cron-fields.ts";

/** A piece of an expression in its normal form, or what is wrong with it, as the end of a sentence. */
export type Reading = { normal: string } | { fault: string };

/** Chooses for H: a whole number from 0 to `span` - 1, the same one for a schedule's field every time. */
export type Pick = (field: CronField, span: number) => number;

/** Reads one item of a field's list: names become numbers, H what it stands for. Undefined: it is none of ours. */
export function readItem(item: string, field: CronField, pick: Pick): Reading | undefined {
  const upper = item.toUpperCase();
  return readHash(upper, field, pick) ?? readSpecial(upper, field) ?? readPlain(upper, field);
}

const HASH = /^H(?:\((\d{1,2})-(\d{1,2})\))?(?:\/(\d{1,2}))?$/;

/** `H`, `H(0-15)`, `H/15`, `H(0-29)/10`. */
function readHash(item: string, field: CronField, pick: Pick): Reading | undefined {
  const match = HASH.exec(item);
  if (!match || isYear(field)) return undefined;
  const [low, high] = [Number(match[1] ?? field.low), Number(match[2] ?? field.hashHigh)];
  if (low < field.low || high > field.high || low > high)
    return { fault: `must lie within ${limits(field)}` };
  if (match[3] === undefined) return { normal: String(low + pick(field, high - low + 1)) };
  const step = Number(match[3]);
  if (step < 1 || step > high - low) return { fault: `needs a step from 1 to ${high - low}` };
  return { normal: `${low + pick(field, step)}-${high}/${step}` };
}

/** What only the two day fields know: the last day, the nearest working day, the nth or last of a weekday. */
function readSpecial(item: string, field: CronField): Reading | undefined {
  if (isDayOfMonth(field)) {
    const day = /^(\d{1,2})W$/.exec(item)?.[1];
    if (day !== undefined) return inRange(Number(day), field) ? { normal: `${Number(day)}W` } : outOf(field);
    return item === "L" ? { normal: "L" } : undefined;
  }
  if (!isDayOfWeek(field)) return undefined;
  const [, days, nth = "L"] = /^(.+?)(?:#([1-5L])|L)$/.exec(item) ?? [];
  const range = days === undefined ? undefined : readRange(days, field);
  if (range === undefined) return undefined;
  return { normal: `${range}${nth === "L" && !range.includes("-") ? "L" : `#${nth}`}` };
}

/** `*`, a value, a range, and steps over those that have room for them. */
function readPlain(item: string, field: CronField): Reading | undefined {
  const [, base = "", step] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  const range = base === "*" ? "*" : readRange(base, field);
  const open = base === "*" || base.includes("-");
  if (range === undefined || (step !== undefined && !open)) return undefined;
  if (step === undefined) return { normal: range };
  if (Number(step) < 1 || Number(step) > field.high) return { fault: `needs a step from 1 to ${field.high}` };
  return { normal: range === "*" || range.includes("-") ? `${range}/${Number(step)}` : range };
}

/** `5`, `MON`, `1-5`, `MON-SUN`; undefined for what is none or runs backwards. A week ends with Sunday, too. */
function readRange(text: string, field: CronField): string | undefined {
  const [first = "", last, ...more] = text.split("-");
  const low = valueOf(first, field);
  if (low === undefined || more.length > 0) return undefined;
  const single = String(isDayOfWeek(field) ? low % 7 : low);
  if (last === undefined) return single;
  const end = valueOf(last, field);
  if (end === undefined) return undefined;
  const high = end === 0 && low > 0 && isDayOfWeek(field) ? 7 : end;
  if (high < low) return undefined;
  return high === low ? single : `${low}-${high}`;
}

function outOf(field: CronField): Reading {
  return { fault: `must lie within ${limits(field)}` };
}

function limits({ low, high }: CronField): string {
  return `${low}-${high}`;
}
