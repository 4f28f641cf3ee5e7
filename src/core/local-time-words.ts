/** A local time that people read: `2026-11-23 08:00:05`. */
export function timeWord(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A time of day where that says enough: `08:00:05` for a time of today, `2026-11-22 08:00` for any other. */
export function clockWord(time: number, now: number): string {
  const [day = "", hour = ""] = timeWord(time).split(" ");
  return timeWord(now).startsWith(day) ? hour : `${day} ${hour.slice(0, 5)}`;
}

/** The stamps that errand writes into sentences, as `Date.toISOString()` has them. */
const STAMP = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

/** A sentence for people whose stamps are told as `word` tells times; programs get it as it was written. */
export function withTimes(sentence: string, word: (time: number) => string): string {
  return sentence.replace(STAMP, (stamp) => word(new Date(stamp).getTime()));
}
