import type { JsonObject, JsonValue } from "../../core/json.ts";

/** A value as JSON text; null stays an empty cell. */
export function toJson(value: JsonValue): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** What `toJson` wrote. A member called `__proto__` comes back as a plain member: `JSON.parse` sets no prototype. */
export function fromJson(json: string | null): JsonValue {
  return json === null ? null : (JSON.parse(json) as JsonValue);
}

/** A cell that holds an object: the args of a run. */
export function fromJsonObject(json: string): JsonObject {
  return JSON.parse(json) as JsonObject;
}

export function fromJsonTexts(json: string): string[] {
  return JSON.parse(json) as string[];
}
