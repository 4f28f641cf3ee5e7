import type { CronField } from "./cron-field.ts";

/** `H`, `H/15`, `H(0-29)`, `H(0-29)/10`. */
const HASHED = /^H(?:\((\d+)-(\d+)\))?(?:\/(\d+))?$/;

/**
 * Puts a number for `H`, the same for the same schedule for ever and different between schedules, so that what is
 * due "some time in the hour" does not fall on one minute. Days of the month are taken from the first 28.
 */
export function resolveHashes(words: readonly string[], fields: readonly CronField[], id: string): string[] {
  return words.map((word, index) => {
    const field = fields[index];
    return field
      ? word
          .split(",")
          .map((item) => resolve(item, field, hash(`${id}\n${field.name}`)))
          .join(",")
      : word;
  });
}

function resolve(item: string, { name, low, high }: CronField, number: number): string {
  const match = HASHED.exec(item);
  if (!match) return item;
  const [
    ,
    from = String(low),
    to = String(name === "day of month" ? 28 : name === "day of week" ? 6 : high),
    step,
  ] = match;
  const [first, last] = [Number(from), Number(to)];
  // An impossible span is left for the judge of fields, which names it.
  if (first > last || last > high || first < low) return item;
  const size = step === undefined ? last - first + 1 : Math.min(Math.max(1, Number(step)), last - first + 1);
  const start = first + (number % size);
  return step === undefined ? String(start) : `${start}-${last}/${step}`;
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
