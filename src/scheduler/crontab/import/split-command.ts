/**
 * A command as cron takes it apart: the first `%` ends it, and what follows is its stdin, in which every further `%`
 * is a newline. `\%` is a percent sign in both; every other backslash stays.
 */
export function splitCommand(text: string): { command: string; stdin: string | null } {
  const [command = "", ...lines] = text.split(/(?<!\\)%/).map((part) => part.replaceAll(String.raw`\%`, "%"));
  const stdin = lines.join("\n");
  if (stdin === "") return { command, stdin: null };
  return { command, stdin: stdin.endsWith("\n") ? stdin : `${stdin}\n` };
}
