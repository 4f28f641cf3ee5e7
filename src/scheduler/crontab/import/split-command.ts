/**
 * A command as Debian's cron takes it apart: the first bare `%` ends it, and what follows is its stdin, in which every
 * further one is a newline. A backslash takes the meaning from `%` and, in the command alone, from a backslash; before
 * anything else it stays.
 */
export function splitCommand(text: string): { command: string; stdin: string | null } {
  const [head = ""] = COMMAND.exec(text) ?? [];
  const command = head.replace(/\\([\\%])/g, "$1");
  return { command, stdin: text.length === head.length ? null : readStdin(text.slice(head.length + 1)) };
}

/** A backslash goes with what follows it, so that the second of two escapes nothing. */
const COMMAND = /^(?:[^\\%]|\\(?:[^]|$))*/;

/** Here a backslash before `%` is taken away, however many stand before it. cron ends the last line. */
function readStdin(text: string): string | null {
  const stdin = text.replace(/(?<!\\)%/g, "\n").replaceAll(String.raw`\%`, "%");
  if (stdin === "") return null;
  return stdin.endsWith("\n") ? stdin : `${stdin}\n`;
}
