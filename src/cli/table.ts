import { styleText } from "node:util";
import Table from "cli-table3";
import { printable } from "../core/printable.ts";

export interface Column {
  head: string;
  align?: "left" | "right";
  /** The least width it may be cut to. A column without one is never cut. */
  least?: number;
  /** A table that is too wide leaves such columns out, those of the lowest number first. */
  spare?: number;
}

/** A cell in errand's own words; it may carry colours. */
export interface OwnCell {
  styled: string;
}

/** A cell of anybody's text; it is shown so that it drives no terminal. */
export type Cell = string | OwnCell;

/**
 * Rows under a head, without lines. On a terminal of `width` columns, cells and then columns give way, so that no
 * row wraps; with no terminal (undefined) nothing is cut.
 */
export function formatTable(columns: Column[], rows: Cell[][], width: number | undefined): string {
  const longest = Math.min(LONGEST_CELL, width ?? LONGEST_CELL);
  const texts = rows.map((row) => row.map((cell) => show(cell, longest)));
  if (width === undefined) return draw(columns, texts);
  const places = narrow(choose(measure(columns, texts), width), width);
  return draw(
    places.map(({ column }) => column),
    texts.map((row) => places.map(({ index }) => row[index] ?? "")),
    places.map((place) => place.width),
  );
}

/** More than a person reads of one cell; what is longer would only cost time. */
const LONGEST_CELL = 400;
const GAP = 2;

function show(cell: Cell, longest: number): string {
  if (typeof cell !== "string") return cell.styled;
  return printable(cell.slice(0, longest), { oneLine: true }).toWellFormed();
}

/** A column's place in the rows, how wide it is, and how narrow it may be. */
interface Place {
  column: Column;
  index: number;
  width: number;
  least: number;
}

/** How wide each column would be: the package that draws them knows which characters take two places. */
function measure(columns: Column[], rows: string[][]): Place[] {
  const table = layOut(columns, rows);
  table.toString();
  return columns.map((column, index) => {
    const width = (table.options.colWidths[index] ?? GAP) - GAP;
    return { column, index, width, least: Math.min(width, column.least ?? width) };
  });
}

/** Leaves out spare columns until the others, cut as far as they may be, stand side by side. */
function choose(places: Place[], width: number): Place[] {
  const spare = places.filter(({ column }) => column.spare !== undefined);
  const [first] = spare.sort((a, b) => (a.column.spare ?? 0) - (b.column.spare ?? 0));
  if (!first || span(places.map(({ least }) => least)) <= width) return places;
  return choose(
    places.filter((place) => place !== first),
    width,
  );
}

/** Cuts columns, the last one first, until the rows fit. */
function narrow(places: Place[], width: number): Place[] {
  let excess = Math.max(0, span(places.map((place) => place.width)) - width);
  return places
    .toReversed()
    .map((place) => {
      const cut = Math.min(excess, place.width - place.least);
      excess -= cut;
      return { ...place, width: place.width - cut };
    })
    .reverse();
}

function span(widths: number[]): number {
  return widths.reduce((total, width) => total + width + GAP, -GAP);
}

function draw(columns: Column[], rows: string[][], widths?: number[]): string {
  return layOut(columns, rows, widths)
    .toString()
    .split("\n")
    .map((row) => row.toWellFormed().trimEnd())
    .join("\n");
}

const NO_LINES = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat("left-mid", "mid-mid", "right-mid", "middle")
    .map((place) => [place, ""]),
);

function layOut(columns: Column[], rows: string[][], widths?: number[]) {
  const table = new Table({
    head: columns.map(({ head }) => styleText("dim", head)),
    chars: NO_LINES,
    colAligns: columns.map(({ align }) => align ?? "left"),
    ...(widths ? { colWidths: widths.map((width) => width + GAP) } : {}),
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP, compact: true },
  });
  table.push(...rows);
  return table;
}
