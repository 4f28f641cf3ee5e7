import { refuseLineBreak } from "./quote-word.ts";
import { BEGIN, END, findBlock, linesOf, type Span } from "./find-block.ts";

/** The lines of one project, between the two that say whose they are. */
export function blockOf(root: string, lines: readonly string[]): string {
  refuseLineBreak(root);
  return [`${BEGIN}${root}`, ...lines, `${END}${root}`].map((line) => `${line}\n`).join("");
}

/**
 * The table with a project's block in the place of its old one, or behind the last whole line; nothing else changes.
 * @throws CrontabFault where the block that stands there has no clear beginning and end.
 */
export function withBlock(table: string, { root, block }: { root: string; block: string }): string {
  const lines = linesOf(table);
  return splice(lines, findBlock(lines, root) ?? endOf(lines), block);
}

/** The table without a project's block. @throws CrontabFault as above. */
export function withoutBlock(table: string, root: string): string {
  const lines = linesOf(table);
  const span = findBlock(lines, root);
  return span === null ? table : splice(lines, span, "");
}

/** A last line without its end stays the last, as it was. */
function endOf(lines: readonly string[]): Span {
  const at = lines.at(-1)?.endsWith("\n") === false ? lines.length - 1 : lines.length;
  return { from: at, to: at };
}

function splice(lines: readonly string[], { from, to }: Span, block: string): string {
  return [...lines.slice(0, from), block, ...lines.slice(to)].join("");
}
