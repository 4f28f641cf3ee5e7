import { ErrandError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";

/**
 * One word of a command in a crontab, for cron and then for sh: in single quotes, and `%`, at which cron would end the
 * command, as `\%`. cron takes that backslash away inside quotes too.
 * @throws ErrandError usage for a line break, which no line of a crontab can hold.
 */
export function quoteWord(text: string): string {
  refuseLineBreak(text);
  const quoted = text
    .replaceAll("'", String.raw`'\''`)
    // cron reads `\\%` as a backslash that is escaped, so another quote has to part the two.
    .replaceAll(String.raw`\%`, String.raw`\''%`);
  return `'${quoted.replaceAll("%", String.raw`\%`)}'`;
}

/** @throws ErrandError usage */
export function refuseLineBreak(text: string): void {
  if (!/[\n\r\0]/.test(text)) return;
  const message = `${quote(text)} has a line break in it, which no line of a crontab can hold: move it to a path without one`;
  throw new ErrandError("usage", message, { next: "errand start" });
}
