import type { SQLOutputValue } from "node:sqlite";
import type { RecordedError } from "../../core/run.ts";

/** A row as the database hands it out. These readers are the door: behind them, types are trusted. */
export type Row = Record<string, SQLOutputValue>;

/** The same without names: its columns in the order in which they were asked for. */
export type List = readonly Cell[];

type Cell = SQLOutputValue | undefined;

export function text(row: Row, column: string): string {
  return asText(row[column], column);
}

export function textOrNull(row: Row, column: string): string | null {
  return asTextOrNull(row[column], column);
}

export function number(row: Row, column: string): number {
  return asNumber(row[column], column);
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

export function blob(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : refuse(column, "bytes", value);
}

/** One of the words of a union. */
export function word<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = row[column];
  return words.find((word) => word === value) ?? refuse(column, `one of ${words.join(", ")}`, value);
}

export function asText(cell: Cell, column: string): string {
  return typeof cell === "string" ? cell : refuse(column, "text", cell);
}

export function asTextOrNull(cell: Cell, column: string): string | null {
  return cell === null ? null : asText(cell, column);
}

export function asNumber(cell: Cell, column: string): number {
  return typeof cell === "number" ? cell : refuse(column, "a number", cell);
}

export function wordOrNull<Word extends string>(
  row: Row,
  column: string,
  words: readonly Word[],
): Word | null {
  return row[column] === null ? null : word(row, column, words);
}

/** The three columns in which runs and attempts keep an error. */
export function readError(row: Row): RecordedError | null {
  if (row["error_name"] === null) return null;
  return {
    name: text(row, "error_name"),
    message: text(row, "error_message"),
    stack: textOrNull(row, "error_stack"),
  };
}

/** What `readError` reads. */
export function errorColumns(error: RecordedError | null) {
  return {
    error_name: error?.name ?? null,
    error_message: error?.message ?? null,
    error_stack: error?.stack ?? null,
  };
}

function refuse(column: string, wanted: string, found: unknown): never {
  throw new TypeError(`column ${column} holds ${typeof found}, not ${wanted}`);
}
