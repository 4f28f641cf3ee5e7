import type { JsonObject } from "../core/json.ts";
import { jsonForm } from "./schema-layers.ts";

/**
 * A copy of raw args in which dates and bigints, which code may pass where a person types text, are text, and
 * absent members are gone. What holds itself is left as it is there, to be refused by whoever looks for JSON.
 * `Object.fromEntries` makes own members of any key, `__proto__` too.
 */
export function toJsonInput(raw: object): JsonObject {
  return copyMembers(raw, [raw]) as JsonObject;
}

function copyMembers(value: object, above: readonly object[]): object {
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(given.map(([key, member]) => [key, copy(member, above)]));
}

function copy(value: unknown, above: readonly object[]): unknown {
  if (typeof value !== "object" || value === null) return jsonForm(value) ?? value;
  if (above.includes(value)) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, [...above, value]));
  return isPlain(value) ? copyMembers(value, [...above, value]) : (jsonForm(value) ?? value);
}

export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
