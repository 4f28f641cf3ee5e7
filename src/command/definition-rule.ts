import { parseDuration } from "../core/duration.ts";

/** What one member of a definition may be. */
export interface Rule {
  /** For the message: "must be …". */
  legal: string;
  fits: (value: unknown) => boolean;
}

export function optional({ legal, fits }: Rule): Rule {
  return { legal, fits: (value) => value === undefined || fits(value) };
}

export const isText = (value: unknown): boolean => typeof value === "string";
export const isFunction = (value: unknown): boolean => typeof value === "function";
export const isDurationText = (value: unknown): boolean =>
  typeof value === "string" && parseDuration(value) !== undefined;

/** A limit of 0 would end a run before its first line. */
export const isLimitText = (value: unknown): boolean =>
  typeof value === "string" && (parseDuration(value) ?? 0) > 0;

export function isWholeNumber(value: unknown, { from, to }: { from: number; to: number }): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}
