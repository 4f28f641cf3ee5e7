import type { JsonObject, JsonValue } from "./json.ts";

/*
 * Args of a workflow's run may hold places for results that are not there yet: `{"$result":{"of":RUN,"path":["file"]}}`
 * stands for the member `file` of what run RUN will return.
 */

const MARK = "$result";

export interface ResultReference {
  /** The id of the run. */
  of: string;
  path: string[];
}

export function referenceTo({ of, path }: ResultReference): JsonObject {
  return { [MARK]: { of, path } };
}

/** What a value stands for, if it is such a place. */
export function readReference(value: JsonValue): ResultReference | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const mark = value[MARK];
  if (mark === undefined || !isObject(mark)) return undefined;
  const { of, path } = mark;
  const isPath = Array.isArray(path) && path.every((step) => typeof step === "string");
  return typeof of === "string" && isPath ? { of, path } : undefined;
}

/** Every place in a value, in the order in which they stand. */
export function findReferences(value: JsonValue): ResultReference[] {
  const own = readReference(value);
  if (own) return [own];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(findReferences);
}

/** A copy in which every place for a result of `of` holds it. What the result does not have stays out; null in a list. */
export function fillReferences(value: JsonObject, of: string, result: JsonValue): JsonObject {
  return mapMembers(value, (member) => fill(member, of, result));
}

function fill(value: JsonValue, of: string, result: JsonValue): JsonValue | undefined {
  const own = readReference(value);
  if (own) return own.of === of ? memberAt(result, own.path) : value;
  if (Array.isArray(value)) return value.map((item) => fill(item, of, result) ?? null);
  return isObject(value) ? mapMembers(value, (member) => fill(member, of, result)) : value;
}

/** A copy in which the places of one run are another's. */
export function moveReferences(value: JsonObject, from: string, to: string): JsonObject {
  return mapMembers(value, (member) => move(member, from, to));
}

function move(value: JsonValue, from: string, to: string): JsonValue {
  const own = readReference(value);
  if (own) return own.of === from ? referenceTo({ of: to, path: own.path }) : value;
  if (Array.isArray(value)) return value.map((item) => move(item, from, to));
  return isObject(value) ? mapMembers(value, (member) => move(member, from, to)) : value;
}

/** A copy with null in every place: what can be judged of a value before the results are there. */
export function blankReferences(value: JsonObject): JsonObject {
  return mapMembers(value, blank);
}

function blank(value: JsonValue): JsonValue {
  if (readReference(value)) return null;
  if (Array.isArray(value)) return value.map(blank);
  return isObject(value) ? mapMembers(value, blank) : value;
}

function mapMembers(value: JsonObject, change: (member: JsonValue) => JsonValue | undefined): JsonObject {
  const members = Object.entries(value).flatMap(([key, member]): [string, JsonValue][] => {
    const changed = change(member);
    return changed === undefined ? [] : [[key, changed]];
  });
  return Object.fromEntries(members);
}

/** Own members only: a path can't climb to what every object has. */
function memberAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as JsonObject)[step];
  }
  return found;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
