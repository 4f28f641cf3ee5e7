import type { JsonObject } from "../core/json.ts";

/**
 * What a person wrote, as JSON that can be shown and judged elsewhere: what JSON has no word for becomes text that
 * no rule allows, so that it is refused there and not lost here.
 */
export function plainJson(written: object): JsonObject {
  try {
    return JSON.parse(JSON.stringify(written, textInstead)) as JsonObject;
  } catch {
    return { [Object.keys(written)[0] ?? "schedule"]: "[circular]" };
  }
}

function textInstead(_key: string, value: unknown): unknown {
  if (typeof value === "function") return "[function]";
  const isOdd = typeof value === "bigint" || typeof value === "symbol" || Number.isNaN(value);
  return isOdd || value === Infinity || value === -Infinity ? String(value) : value;
}
