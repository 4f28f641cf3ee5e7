import { memberOf, textOf } from "./thrown.ts";

/** What may stand in args and results: JSON and nothing else, so that it survives a row, a queue and a retry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** What a command or a step may return: JSON, or nothing. */
export type JsonResult = JsonValue | void | undefined;

/** Where a value stops being JSON: the path from the root (`items[2].at`) and what stands there. */
export interface JsonFault {
  path: string;
  found: string;
}

/** Nobody means more, and whoever walks through a value would run out of stack somewhere. */
const MOST_LEVELS = 1_000;

/** The first place in `value` that JSON cannot carry unchanged, or undefined when there is none. Never throws. */
export function findJsonFault(value: unknown, path = ""): JsonFault | undefined {
  return visit(value, path, new Set());
}

function visit(value: unknown, path: string, above: Set<object>): JsonFault | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path, found: String(value) };
  if (typeof value !== "object") return { path, found: typeof value };
  if (above.has(value)) return { path, found: "a circular reference" };
  if (above.size >= MOST_LEVELS) return { path, found: `nested deeper than ${MOST_LEVELS} levels` };
  above.add(value);
  const fault = reading(path, () =>
    Array.isArray(value) ? visitItems(value, path, above) : visitMembers(value, path, above),
  );
  above.delete(value);
  return fault;
}

function visitItems(items: unknown[], path: string, above: Set<object>): JsonFault | undefined {
  for (const [index, item] of items.entries()) {
    const fault = visit(item, `${path}[${index}]`, above);
    if (fault) return fault;
  }
  return undefined;
}

function visitMembers(value: object, path: string, above: Set<object>): JsonFault | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = memberOf(memberOf(value, "constructor"), "name");
    return { path, found: `a ${typeof name === "string" && name !== "" ? name : "class"} instance` };
  }
  for (const key of Object.keys(value)) {
    const place = path ? `${path}.${key}` : key;
    const fault = reading(place, () => {
      const member = (value as Record<string, unknown>)[key];
      // JSON.stringify drops undefined members; so does the row, and nothing is lost by it.
      return member === undefined ? undefined : visit(member, place, above);
    });
    if (fault) return fault;
  }
  return undefined;
}

/** A getter, and a Proxy, may throw. */
function reading(path: string, look: () => JsonFault | undefined): JsonFault | undefined {
  try {
    return look();
  } catch (error) {
    return { path, found: `a value that throws when it is read (${textOf(error)})` };
  }
}

/** Deeper nesting is no one's args. */
export const MOST_ARG_LEVELS = 100;

/** The first place that is nested deeper than args may be. What holds itself is left to `findJsonFault`. */
export function findTooDeep(value: unknown, path = "", above: readonly unknown[] = []): string | undefined {
  if (typeof value !== "object" || value === null || above.includes(value)) return undefined;
  if (above.length > MOST_ARG_LEVELS) return path;
  for (const [key, member] of Object.entries(value)) {
    const name = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    const found = findTooDeep(member, path + name, [...above, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}
