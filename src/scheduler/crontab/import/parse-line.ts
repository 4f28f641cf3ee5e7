import type { LineContent } from "./crontab-line.ts";
import { splitCommand } from "./split-command.ts";

/** Which of the two forms a table has. */
export interface TableForm {
  /** A user stands before the command, as in /etc/crontab. */
  userColumn: boolean;
}

/** Reads one line, without its end. */
export function parseLine(line: string, form: TableForm): LineContent {
  // Only blanks and tabs are space to cron.
  const text = line.replace(/^[ \t]+/, "");
  if (text.trim() === "") return { kind: "blank" };
  if (text.startsWith("#")) return { kind: "comment" };
  return parseSetting(text) ?? parseJob(text, form);
}

/** `NAME=value`, either of which may stand in quotes, which keep the blanks at its ends. */
function parseSetting(text: string): LineContent | undefined {
  const match = SETTING.exec(text);
  if (!match) return undefined;
  const [, doubled, single, plain = "", written = ""] = match;
  const value = unquote(written);
  return value === undefined ? undefined : { kind: "setting", name: doubled ?? single ?? plain, value };
}

const SETTING = /^(?:"([^"=]+)"|'([^'=]+)'|([^\s='"][^\s=]*))[ \t]*=[ \t]*([^]*)$/;

function unquote(written: string): string | undefined {
  const quoted = /^(["'])([^]*)$/.exec(written);
  if (!quoted) return written.trimEnd();
  const [, quote = "", rest = ""] = quoted;
  const end = rest.indexOf(quote);
  return end >= 0 && rest.slice(end + 1).trim() === "" ? rest.slice(0, end) : undefined;
}

function parseJob(text: string, form: TableForm): LineContent {
  const match = (text.startsWith("@") ? NICKNAME : FIVE_FIELDS).exec(text);
  if (!match) return { kind: "unreadable", reason: "is neither five fields and a command nor NAME=value" };
  const [, time = "", rest = ""] = match;
  const { user, command } = form.userColumn ? splitUser(rest) : { user: null, command: rest };
  if (command === "") return { kind: "unreadable", reason: wordMissing(form) };
  return { kind: "job", time: time.replace(/[ \t]+/g, " "), user, ...splitCommand(command) };
}

const NICKNAME = /^(@[^ \t]*)[ \t]*([^]*)$/;
const FIVE_FIELDS = /^([^ \t]+(?:[ \t]+[^ \t]+){4})[ \t]*([^]*)$/;

/** FreeBSD and Debian both let a user's name end at the first blank. */
function splitUser(rest: string): { user: string; command: string } {
  const [, user = "", command = ""] = /^([^ \t]*)[ \t]*([^]*)$/.exec(rest) ?? [];
  return { user, command };
}

function wordMissing({ userColumn }: TableForm): string {
  return userColumn ? "has no user and command" : "has no command";
}
