import type { JsonObject, JsonValue } from "../core/json.ts";

/** The value at a path of own members, or undefined. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Sets a value in place; objects on the way are made. Paths come from descriptors, which hold no unsafe key. */
export function setAt(input: JsonObject, path: readonly string[], value: JsonValue): void {
  let place = input;
  for (const key of path.slice(0, -1)) place = objectAt(place, key);
  place[path.at(-1) ?? ""] = value;
}

function objectAt(place: JsonObject, key: string): JsonObject {
  const found = Object.hasOwn(place, key) ? place[key] : undefined;
  if (isObject(found)) return found;
  const made: JsonObject = {};
  place[key] = made;
  return made;
}

/** A copy without the member at a path. */
export function withoutAt(input: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const members = Object.entries(input).flatMap(([name, member]): [string, JsonValue][] => {
    if (name !== key) return [[name, member]];
    return rest.length > 0 && isObject(member) ? [[name, withoutAt(member, rest)]] : [];
  });
  return Object.fromEntries(members);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
