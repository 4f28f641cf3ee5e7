import Table from "cli-table3";
import { oneLine } from "./one-line.ts";

const NO_LINES = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, `${side}-${side}`])
    .map((part) => [part, ""]),
);

/** Rows under headings, in columns two spaces apart, as wide as they need to be. Ends with a line end. */
export function formatTable(head: string[], rows: string[][]): string {
  const table = new Table({
    head,
    chars: { ...NO_LINES, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map(oneLine)));
  return `${table.toString().replace(/ +$/gm, "")}\n`;
}
