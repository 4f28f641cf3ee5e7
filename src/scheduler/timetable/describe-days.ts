import { listed } from "./listed.ts";

/**
 * The days in words: `Monday to Friday`, `on the last day of the month`, `on the 1st of June or on Monday`. Empty for
 * every day. cronstrue says "and" for both ways in which the two day fields meet, and knows no list with L or W.
 */
export function describeDays({
  day,
  month,
  weekday,
}: {
  day: string;
  month: string;
  weekday: string;
}): string {
  const months = month === "*" ? "" : listed(month.split(",").flatMap(monthWords));
  const and = weekday.startsWith("+");
  const weekdays = weekday === "*" ? "" : weekdayPhrase(weekday.replace("+", ""));
  const days = day === "*" ? "" : `on ${listed(day.split(",").map(dayWords))}`;
  if (days === "") return [weekdays, months && `in ${months}`].filter(Boolean).join(", ");
  const ofMonth = `${days} of ${months || "the month"}`;
  if (weekdays === "") return ofMonth;
  if (and) return `${ofMonth} if that is ${weekdays.replace(/^on /, "")}`;
  const whenever = weekdays.startsWith("on ") ? weekdays : `on ${weekdays}`;
  return `${ofMonth}, or ${whenever}${months && ` in ${months}`}`;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June"].concat([
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]);
const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

function weekdayPhrase(word: string): string {
  const words = word.split(",").flatMap(weekdayWords);
  return /[#L]/.test(word) ? `on ${listed(words)}` : listed(words);
}

/** `5`, `1-5`, `1-5/2`, `5#2`, `5L`, `6-7#L`. */
function weekdayWords(item: string): string[] {
  const [, low, high, step, nth] = /^(\d|\*)(?:-(\d))?(?:\/(\d))?#?([1-5L])?$/.exec(item) ?? [];
  const name = (day: number) => WEEKDAYS[day % 7] ?? "";
  if (nth === undefined && step === undefined && high !== undefined) {
    return [`${name(Number(low))} to ${name(Number(high))}`];
  }
  const [first, last] = low === "*" ? [0, 6] : [Number(low), Number(high ?? low)];
  const which = nth === "L" ? "last" : ORDINALS[Number(nth) - 1];
  return steps(first, last, Number(step ?? 1)).map((day) =>
    which === undefined ? name(day) : `the ${which} ${name(day)} of the month`,
  );
}

function monthWords(item: string): string[] {
  const [, low, high, step] = /^(\d+|\*)(?:-(\d+))?(?:\/(\d+))?$/.exec(item) ?? [];
  const name = (month: number) => MONTHS[month - 1] ?? "";
  if (high !== undefined && step === undefined) return [`${name(Number(low))} to ${name(Number(high))}`];
  const [first, last] = low === "*" ? [1, 12] : [Number(low), Number(high ?? low)];
  return steps(first, last, Number(step ?? 1)).map(name);
}

function dayWords(item: string): string {
  if (item === "L") return "the last day";
  if (item === "LW") return "the last working day";
  if (item.endsWith("W")) return `the working day nearest to the ${ordinal(Number(item.slice(0, -1)))}`;
  const [, low, high, step] = /^(\d+|\*)(?:-(\d+))?(?:\/(\d+))?$/.exec(item) ?? [];
  const range = high === undefined ? "" : ` to the ${ordinal(Number(high))}`;
  const first = ordinal(low === "*" ? 1 : Number(low));
  return step === undefined
    ? `the ${first}${range}`
    : `every ${ordinal(Number(step))} day from the ${first}${range}`;
}

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function ordinal(day: number): string {
  const ending = day % 100 > 10 && day % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${ending}`;
}
