import type { RecordedError } from "../../core/run.ts";
import { text, textOrNull, type Row } from "./row.ts";

/** The three columns in which runs and attempts keep an error. */
export function readError(row: Row): RecordedError | null {
  if (row["error_name"] === null) return null;
  return {
    name: text(row, "error_name"),
    message: text(row, "error_message"),
    stack: textOrNull(row, "error_stack"),
  };
}

export function errorColumns(error: RecordedError | null) {
  return {
    error_name: error?.name ?? null,
    error_message: error?.message ?? null,
    error_stack: error?.stack ?? null,
  };
}
