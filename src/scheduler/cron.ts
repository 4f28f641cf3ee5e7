import { Cron } from "croner";

// A parsed pattern holds a table of every year to 9999, some 80 kB; parsing one again costs 30 µs.
const MOST_PATTERNS = 64;
const patterns = new Map<string, Cron>();

/**
 * The first local time later than `local` at which a checked expression is due, or null. croner is asked for wall
 * clocks alone: it is told that they stand in UTC, and so never sees a zone, a gap or a fold.
 */
export function nextLocal(expression: string, local: number): number | null {
  return patternOf(expression).nextRun(new Date(local))?.getTime() ?? null;
}

/** The one used last stands last. */
function patternOf(expression: string): Cron {
  const pattern = patterns.get(expression) ?? new Cron(expression, { utcOffset: 0 });
  patterns.delete(expression);
  patterns.set(expression, pattern);
  const [oldest] = patterns.keys();
  if (patterns.size > MOST_PATTERNS && oldest !== undefined) patterns.delete(oldest);
  return pattern;
}
