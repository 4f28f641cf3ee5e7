/** One field of a cron expression: its name, its values, and what else may stand in it. */
export interface CronField {
  name: string;
  low: number;
  high: number;
  names?: readonly string[];
  /** What only this field takes, as a pattern for one item and in words. */
  special?: { pattern: RegExp; words: string };
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const DAY_WORD = `(?:[0-7]|${DAYS.join("|")})`;

const SECOND: CronField = { name: "second", low: 0, high: 59 };
const MINUTE: CronField = { name: "minute", low: 0, high: 59 };
const HOUR: CronField = { name: "hour", low: 0, high: 23 };
const DAY_OF_MONTH: CronField = {
  name: "day of month",
  low: 1,
  high: 31,
  special: { pattern: /^(?:\?|L|LW|(?:0?[1-9]|[12]\d|3[01])W)$/, words: "L (the last day), LW, 15W" },
};
const MONTH: CronField = { name: "month", low: 1, high: 12, names: MONTHS };
const DAY_OF_WEEK: CronField = {
  name: "day of week",
  low: 0,
  high: 7,
  names: DAYS,
  special: {
    pattern: new RegExp(`^(?:\\?|${DAY_WORD}L|${DAY_WORD}(?:-${DAY_WORD})?#(?:[1-5]|L))$`),
    words: "FRI#2 (the second Friday), 5L (the last Friday)",
  },
};
const YEAR: CronField = { name: "year", low: 1970, high: 2199 };

/** The fields of an expression of that many words, or undefined when it can be none. */
export function fieldsOf(count: number): readonly CronField[] | undefined {
  const five = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK];
  return { 5: five, 6: [SECOND, ...five], 7: [SECOND, ...five, YEAR] }[count];
}

/** What is wrong with a field's text, in capitals, or undefined. */
export function findFieldFault(text: string, field: CronField): string | undefined {
  const items = (field === DAY_OF_WEEK && text.startsWith("+") ? text.slice(1) : text).split(",");
  for (const item of items) {
    const fault = findItemFault(item, field);
    if (fault !== undefined) return `${field.name} "${item}" ${fault}`;
  }
  return undefined;
}

/** `*`, `7`, `1-5`, each with a step where it is a range, or what only this field takes. */
function findItemFault(item: string, field: CronField): string | undefined {
  if (field.special?.pattern.test(item)) return undefined;
  const [, range = "", step] = /^([^/]*)(?:\/(.*))?$/.exec(item) ?? [];
  const ends =
    range === "*" ? [field.low, field.high] : range.split("-", 2).map((word) => valueOf(word, field));
  const [from, to = from] = ends;
  if (from === undefined || ends.includes(undefined) || range.split("-").length > 2)
    return hintFor(item, field);
  if (to !== undefined && from > to) return wordReversed(range, field, { from, to });
  return step === undefined ? undefined : findStepFault(step, { range, from, field });
}

function valueOf(word: string, { low, high, names }: CronField): number | undefined {
  const named = names?.indexOf(word) ?? -1;
  const value = named >= 0 ? named + low : /^\d{1,4}$/.test(word) ? Number(word) : NaN;
  return value >= low && value <= high ? value : undefined;
}

function wordReversed(
  range: string,
  field: CronField,
  { from, to }: { from: number; to: number },
): string | undefined {
  // Saturday to Sunday: Sunday is 7 too.
  if (field === DAY_OF_WEEK && to === 0) return undefined;
  const { low, high } = field;
  return `runs backwards: write ${from}-${high},${low}-${to} for ${range}`;
}

function findStepFault(
  step: string,
  { range, from, field }: { range: string; from: number; field: CronField },
): string | undefined {
  const size = field.high - field.low;
  const value = /^\d{1,4}$/.test(step) ? Number(step) : 0;
  if (value < 1 || value > size) return `must step by 1 to ${size}`;
  if (range === "*" || range.includes("-")) return undefined;
  return `steps from a single value: write ${from === field.low ? "*" : `${from}-${field.high}`}/${value}`;
}

function hintFor(item: string, field: CronField): string {
  const full = field.names?.find((name) => item.startsWith(name) && /^[A-Z]+$/.test(item));
  if (full !== undefined) return `must be written ${full}`;
  if (/^L-\d+W?$/.test(item))
    return "is not supported: L is the last day, and days before it have no word here";
  return `must be ${wordLegal(field)}`;
}

function wordLegal({ low, high, names, special }: CronField): string {
  const named = names ? ` or ${names[0]}-${names.at(-1)}` : "";
  const more = special ? `, ${special.words}` : "";
  return `${low}-${high}${named}, *, a list 1,2, a range 1-5, a step */2${more}`;
}
