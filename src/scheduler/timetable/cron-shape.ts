import { fieldsOf, type CronField } from "./cron-fields.ts";

/** Longest expression taken, in characters. */
const MAX_LENGTH = 256;

const NICKNAMES = new Map([
  ["@YEARLY", "0 0 1 1 *"],
  ["@ANNUALLY", "0 0 1 1 *"],
  ["@MONTHLY", "0 0 1 * *"],
  ["@WEEKLY", "0 0 * * 0"],
  ["@DAILY", "0 0 * * *"],
  ["@MIDNIGHT", "0 0 * * *"],
  ["@HOURLY", "0 * * * *"],
]);

/** The words of an expression, each with its field; or what is wrong, as the end of a sentence. */
export function splitCron(text: string): { words: [string, CronField][] } | { fault: string } {
  if (text.length > MAX_LENGTH)
    return { fault: `is ${text.length} characters long: at most ${MAX_LENGTH} are legal` };
  const strange = /[^\t\x20-\x7e]/u.exec(text)?.[0];
  if (strange !== undefined) return { fault: `has the character ${codeOf(strange)} in it: write plain text` };
  const written = text.trim().toUpperCase();
  const words = (NICKNAMES.get(written) ?? text.trim()).split(/[ \t]+/);
  const fields = fieldsOf(words.length);
  const foreign = adviseForeign(written);
  if (foreign !== undefined || !fields) return { fault: foreign ?? adviseCount(written, words.length) };
  return { words: fields.map((field, index) => [words[index] ?? "", field]) };
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What other tools know, and an expression here does not. */
function adviseForeign(written: string): string | undefined {
  if (written.startsWith("@")) return adviseNickname(written);
  if (/^(CRON_)?TZ=/.test(written)) return "names a zone: write it as the schedule's timezone";
  if (/ #/.test(written)) return "ends in a comment: leave it out";
  return undefined;
}

function adviseNickname(written: string): string | undefined {
  if (NICKNAMES.has(written)) return undefined;
  const legal = `legal are ${[...NICKNAMES.keys()].join(", ").toLowerCase()}`;
  if (written === "@REBOOT") return `is no time: a schedule follows the clock alone; ${legal}`;
  if (written === "@EVERY_MINUTE") return `is not known: write * * * * *; ${legal}`;
  return written.startsWith("@EVERY ")
    ? `is no expression: write the schedule with every: "15m" instead of cron; ${legal}`
    : `is not known; ${legal}`;
}

function adviseCount(written: string, count: number): string {
  const nickname = NICKNAMES.has(`@${written}`) ? `: did you mean @${written.toLowerCase()}?` : "";
  const fields = written === "" ? "is empty" : `has ${count === 1 ? "1 field" : `${count} fields`}`;
  return nickname === ""
    ? `${fields}: legal are 5 (minute hour day-of-month month day-of-week), 6 with seconds in front, 7 with years at the end`
    : `is no expression${nickname}`;
}
