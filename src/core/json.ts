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

/** The first place in `value` that JSON cannot carry unchanged, or undefined when there is none. */
export function findJsonFault(value: unknown, path = ""): JsonFault | undefined {
  return visit(value, path, new Set());
}

function visit(value: unknown, path: string, above: Set<object>): JsonFault | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path, found: String(value) };
  if (typeof value !== "object") return { path, found: typeof value };
  if (above.has(value)) return { path, found: "a circular reference" };
  above.add(value);
  const fault = Array.isArray(value) ? visitItems(value, path, above) : visitMembers(value, path, above);
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
    return { path, found: `a ${value.constructor.name || "class"} instance` };
  }
  for (const [key, member] of Object.entries(value)) {
    // JSON.stringify drops undefined members; so does the row, and nothing is lost by it.
    if (member === undefined) continue;
    const fault = visit(member, path ? `${path}.${key}` : key, above);
    if (fault) return fault;
  }
  return undefined;
}
