import { Cron } from "croner";
import { fieldsOf, findFieldFault } from "./cron-field.ts";
import { resolveHashes } from "./hash-fields.ts";

/** Longest expression taken, in characters. */
const LONGEST = 256;

const NICKNAMES: Readonly<Record<string, string>> = {
  "@YEARLY": "0 0 1 1 *",
  "@ANNUALLY": "0 0 1 1 *",
  "@MONTHLY": "0 0 1 * *",
  "@WEEKLY": "0 0 * * 0",
  "@DAILY": "0 0 * * *",
  "@MIDNIGHT": "0 0 * * *",
  "@HOURLY": "0 * * * *",
};

/**
 * Reads a cron expression of 5 fields, 6 (seconds first) or 7 (a year last) into its normal form: nicknames written
 * out, `H` a number, one blank between fields, names in capitals. The fault is the end of a sentence.
 */
export function parseCron(text: string, id: string): { expression: string } | { fault: string } {
  if (text.length > LONGEST) return { fault: `must be at most ${LONGEST} characters` };
  // Only blanks and tabs part fields, as in a crontab; and only ASCII has capitals that are what they seem.
  if (!/^[\t\x20-\x7e]*$/.test(text))
    return { fault: "must be plain ASCII: a blank, a dash or a digit in it only looks like one" };
  const upper = text.trim().toUpperCase();
  if (upper.startsWith("@")) return readNickname(upper);
  const words = upper.split(/[ \t]+/);
  const fields = fieldsOf(words.length);
  if (!fields)
    return {
      fault: `must have 5 fields (minute hour day month weekday) or 6 (seconds first), not ${upper === "" ? 0 : words.length}`,
    };
  const resolved = resolveHashes(words, fields, id);
  for (const [index, field] of fields.entries()) {
    const fault = findFieldFault(resolved[index] ?? "", field);
    if (fault !== undefined) return { fault: `has a ${fault}` };
  }
  return compile(resolved.join(" "));
}

function readNickname(word: string): { expression: string } | { fault: string } {
  const expression = Object.hasOwn(NICKNAMES, word) ? NICKNAMES[word] : undefined;
  if (expression !== undefined) return { expression };
  if (word === "@REBOOT") return { fault: "@reboot is no time: start the program from your service manager" };
  return { fault: `must be one of ${Object.keys(NICKNAMES).join(", ").toLowerCase()}, or five fields` };
}

function compile(expression: string): { expression: string } | { fault: string } {
  try {
    patternOf(expression);
    return { expression };
  } catch (error) {
    return {
      fault:
        error instanceof Error
          ? error.message.replace(/^CronPattern: /, "cannot be read: ")
          : "cannot be read",
    };
  }
}

/**
 * Whether minute and hour are both fixed. Debian's cron moves such jobs with the clock and lets all others follow
 * real time (cron(8), "Daylight Saving Time"): a star in front of either field makes it one of those.
 */
export function isFixedTime(expression: string): boolean {
  const words = expression.split(" ");
  const [minute = "", hour = ""] = words.length === 5 ? words : words.slice(1);
  return !minute.startsWith("*") && !hour.startsWith("*");
}

/**
 * The next wall time that an expression names, strictly after `wall`; both are local times written as if they were
 * UTC, in ms. Null: there is none any more.
 */
export function nextWall(expression: string, wall: number): number | null {
  return patternOf(expression).nextRun(new Date(wall))?.getTime() ?? null;
}

/** A pattern holds some 120 KB, so only those of late are kept. */
const MOST_PATTERNS = 64;
const patterns = new Map<string, Cron>();

function patternOf(expression: string): Cron {
  const pattern = patterns.get(expression) ?? new Cron(expression, { timezone: "UTC", paused: true });
  patterns.delete(expression);
  patterns.set(expression, pattern);
  const [oldest] = patterns.keys();
  if (patterns.size > MOST_PATTERNS && oldest !== undefined) patterns.delete(oldest);
  return pattern;
}
