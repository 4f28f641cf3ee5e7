/** Text from a file as it may stand in a table, a subject or a message: one line, and nothing that drives a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
