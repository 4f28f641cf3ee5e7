/** What Debian's cron makes of a command: it ends at `%`, and `\%` is a plain one (do_command.c). */
export function commandAsCron(text: string): string {
  let command = "";
  let isEscaped = false;
  for (const char of text) {
    if (char === "%" && !isEscaped) return command;
    command = isEscaped && char === "%" ? `${command.slice(0, -1)}%` : `${command}${char}`;
    isEscaped = !isEscaped && char === "\\";
  }
  return command;
}

const LOWEST = [0, 0, 1, 1, 0];
const HIGHEST = [59, 23, 31, 12, 7];

/** Whether Debian's cron starts a job in a minute, given as a UTC date that stands for the wall (cron.c, find_jobs). */
export function isDueForCron(time: string, wall: Date): boolean {
  const words = time.split(" ");
  const [minutes, hours, days, months, weekdays] = words.map((word, index) => valuesOf(word, index));
  const weekday = wall.getUTCDay();
  const isDay = days?.has(wall.getUTCDate()) === true;
  const isWeekday = weekdays?.has(weekday) === true || (weekday === 0 && weekdays?.has(7) === true);
  const hasStar = words[2]?.startsWith("*") === true || words[4]?.startsWith("*") === true;
  return (
    minutes?.has(wall.getUTCMinutes()) === true &&
    hours?.has(wall.getUTCHours()) === true &&
    months?.has(wall.getUTCMonth() + 1) === true &&
    (hasStar ? isDay && isWeekday : isDay || isWeekday)
  );
}

/** Cron's own grammar, numbers alone: whatever else stands in a field is an error here. */
function valuesOf(word: string, field: number): Set<number> {
  const values = new Set<number>();
  for (const item of word.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(item);
    if (!match) throw new Error(`cron cannot read ${item} of ${word}`);
    const from = Number(match[1] ?? LOWEST[field]);
    const to = Number(match[2] ?? match[1] ?? HIGHEST[field]);
    if (from > to || to > HIGHEST[field]!) throw new Error(`cron refuses ${item} of ${word}`);
    for (let value = from; value <= to; value += Number(match[3] ?? 1)) values.add(value);
  }
  return values;
}
