import { textOf } from "./thrown.ts";

/** A value in a message: text in quotes, all else as JSON, on one line, cut when long. */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? clip(value) : clip(json(value));
  return typeof value === "string" ? JSON.stringify(text) : text;
}

/** A path in a message: whole, for somebody has to find it. */
export function quotePath(path: string): string {
  return JSON.stringify(path);
}

const LONGEST_ECHO = 60;

function clip(text: string): string {
  return text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
}

/** What JSON cannot say (undefined, NaN, a bigint, what holds itself) is shown as the language does. */
function json(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === "string" ? text : textOf(value);
  } catch {
    return textOf(value);
  }
}
