import { printable } from "../core/printable.ts";

/** The words of a command line as a shell takes them: `errand history --search 'no essays'`. */
export function typeAgain(words: readonly string[]): string {
  return words.map((text) => word(printable(text, { oneLine: true }))).join(" ");
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same words without a flag and its value, whichever way it was written. */
export function without(flag: string, words: readonly string[]): string[] {
  return words.filter((text, index) => {
    return text !== flag && !text.startsWith(`${flag}=`) && words[index - 1] !== flag;
  });
}
