/** The time of a line in errand's words, or why cron would not read it so: the end of a sentence. */
export function readFields(time: string): { cron: string } | { reason: string } {
  if (time === "@reboot")
    return { reason: "is for the start of the machine (@reboot): let your service manager start it" };
  if (time.startsWith("@")) return { cron: time };
  const fields = time.split(" ");
  const strange = fields.find((field, index) => !isOfCron(field, index));
  if (strange !== undefined) return { reason: `says "${strange}", which cron does not know` };
  return { cron: withStarRule(fields).join(" ") };
}

const NAMES: readonly (RegExp | undefined)[] = [
  undefined,
  undefined,
  undefined,
  /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/gi,
  /sun|mon|tue|wed|thu|fri|sat/gi,
];

/** Other dialects know more: `H`, `L`, `W`, `#`, `?`, `~`. */
function isOfCron(field: string, index: number): boolean {
  const names = NAMES[index];
  return /^[\d*,/-]+$/.test(names ? field.replace(names, "0") : field);
}

/**
 * Where both day fields say something, either day will do, unless one of them begins with a star: then cron wants
 * both, and errand writes that with a plus.
 */
function withStarRule(fields: readonly string[]): string[] {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const isBoth = day !== "*" && weekday !== "*" && (day.startsWith("*") || weekday.startsWith("*"));
  return [minute, hour, day, month, isBoth ? `+${weekday}` : weekday];
}
