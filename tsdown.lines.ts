import { walk, type Node } from "./tsdown.parentheses.ts";

/**
 * Each statement on a line of its own. Above an error that an application does not catch, Node prints the line that
 * threw it: of a minified file that is all there is, a hundred kilobytes in somebody's terminal. Stacks name lines, too.
 */
export const shortLines = {
  name: "short-lines",
  generateBundle(
    this: { parse(code: string): unknown },
    _: unknown,
    bundle: Record<string, { code?: string }>,
  ): void {
    for (const [file, one] of Object.entries(bundle)) {
      if (file.endsWith(".js")) one.code &&= onLines(one.code, this.parse(one.code) as Node);
    }
  },
};

/** A line may begin before any statement, whatever stands there. */
export function onLines(code: string, program: Node): string {
  const starts = new Set<number>();
  for (const { node } of walk(program, [])) if (isStatement(node)) starts.add(node.start);
  let [text, from] = ["", 0];
  for (const start of [...starts].sort((a, b) => a - b)) {
    const isFirst = start === 0 || code[start - 1] === "\n";
    text += code.slice(from, start) + (isFirst ? "" : "\n");
    from = start;
  }
  return text + code.slice(from);
}

/** A block goes on where it is. */
function isStatement({ type }: Node): boolean {
  return /(?:Statement|Declaration)$/.test(type) && !["BlockStatement", "EmptyStatement"].includes(type);
}
