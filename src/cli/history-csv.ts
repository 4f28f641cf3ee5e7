import { printable } from "../core/printable.ts";
import type { Run } from "../core/run.ts";
import { runJson } from "../core/run-json.ts";

const COLUMNS = [
  "id",
  "command",
  "state",
  "trigger",
  "requestedAt",
  "startedAt",
  "finishedAt",
  "durationMs",
  "exitCode",
  "actor",
  "host",
  "dryRun",
  "args",
  "reason",
  "error",
  "result",
] as const;

/** Runs as RFC 4180 has it: CRLF, quotes doubled, a head. Control characters are escaped; `--json` has them as they are. */
export function toCsv(runs: Run[]): string {
  const lines = runs.map((run) => {
    const row = runJson(run);
    return COLUMNS.map((column) => cell(column === "error" ? row.error?.message : row[column])).join(",");
  });
  return [COLUMNS.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

function cell(value: unknown): string {
  const text =
    value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const inert = defuse(printable(text));
  return /[",\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A spreadsheet takes a cell that begins so for a formula, and would run what somebody wrote into an error message. */
function defuse(text: string): string {
  return /^[=+\-@\t]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
