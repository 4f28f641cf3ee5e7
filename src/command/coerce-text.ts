import type { JsonValue } from "../core/json.ts";
import type { FlagDescriptor } from "./descriptor.ts";

type Kind = Pick<FlagDescriptor, "kind" | "choices">;

/**
 * The JSON that a text on the command line, in the environment or at a prompt stands for. Text that does not fit
 * the kind stays text, and the schema refuses it with the words for that kind. Dates, durations and bigints are
 * text in JSON anyway.
 */
export function coerceText({ kind, choices }: Kind, text: string): JsonValue {
  switch (kind) {
    case "boolean":
      return booleanOf(text) ?? text;
    case "number":
    case "integer":
      return numberOf(text) ?? text;
    case "enum":
      return choices?.find((choice) => String(choice) === text) ?? text;
    case "json":
      return jsonOf(text);
    default:
      return text;
  }
}

/** The text of one value of a flag: what `coerceText` reads back. */
export function textOf({ kind }: Kind, value: JsonValue): string {
  return kind === "json" || typeof value === "object" ? JSON.stringify(value) : String(value);
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

function booleanOf(text: string): boolean | undefined {
  return WORDS.get(text.toLowerCase());
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A word that begins with a dash and still is a value. */
export function isNegativeNumber(word: string): boolean {
  return word.startsWith("-") && NUMBER.test(word);
}

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return NUMBER.test(text) && Number.isFinite(value) && !isInexact(text) ? value : undefined;
}

/** Digits that a number cannot hold: an id of nineteen digits would silently become another one. */
export function isInexact(text: string): boolean {
  const digits = /^[+-]?(\d{16,308})$/.exec(text)?.[1];
  if (digits === undefined) return false;
  const value = Number(digits);
  // Longer ones are exact when they say no more than the number does: 1 and twenty zeros.
  return String(value) !== digits && BigInt(value) !== BigInt(digits);
}

/** What is wrong with text that `isInexact`, for people. */
export const INEXACT = "has more digits than a number can hold";

/** Plain words are taken as text, so that `--target main` works for a string-or-object; all else must be JSON. */
function jsonOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
