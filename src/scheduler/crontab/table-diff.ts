import { linesOf } from "./find-block.ts";

/** Lines shown around what changes. */
const CONTEXT = 2;

/** What changes from one table to the other, in the lines that a patch has; empty when nothing does. */
export function diffTables(before: string, after: string): string {
  if (before === after) return "";
  const [old, now] = [linesOf(before), linesOf(after)];
  const head = countEqual(old, now);
  const tail = countEqual(old.slice(head).reverse(), now.slice(head).reverse());
  const [removed, added] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  const from = Math.max(0, head - CONTEXT);
  return [
    `@@ line ${from + 1} @@\n`,
    ...mark(" ", old.slice(from, head)),
    ...mark("-", removed),
    ...mark("+", added),
    ...mark(" ", old.slice(old.length - tail, old.length - tail + CONTEXT)),
  ].join("");
}

function countEqual(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((line, index) => line !== b[index]);
  return first === -1 ? a.length : first;
}

function mark(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${sign}${line.endsWith("\n") ? line : `${line}\n`}`);
}
