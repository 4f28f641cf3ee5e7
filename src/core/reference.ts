import type { JsonObject, JsonValue } from "./json.ts";

/*
 * Args of a workflow's run may hold places for results that are not there yet: `{"$result":{"of":RUN,"path":["file"]}}`
 * stands for the member `file` of what run RUN will return. One whose result has no such member stays, with the command
 * of that run as `from`: it stands for nothing, and says why.
 */

const MARK = "$result";

export interface ResultReference {
  /** The id of the run. */
  of: string;
  path: string[];
  /** The command of the run, of a place for what its result does not have. */
  from?: string;
}

export function referenceTo({ of, path, from }: ResultReference): JsonObject {
  return { [MARK]: { of, path, ...(from !== undefined && { from }) } };
}

/** What a value stands for, if it is such a place. */
export function readReference(value: JsonValue): ResultReference | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const mark = value[MARK];
  if (mark === undefined || !isObject(mark)) return undefined;
  const { of, path, from } = mark;
  const isPath = Array.isArray(path) && path.every((step) => typeof step === "string");
  if (typeof of !== "string" || !isPath) return undefined;
  return typeof from === "string" ? { of, path, from } : { of, path };
}

/** Every place in a value, in the order in which they stand. */
export function findReferences(value: JsonValue): ResultReference[] {
  const own = readReference(value);
  if (own) return [own];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(findReferences);
}

/** What a run returned. */
export interface RunResult {
  of: string;
  command: string;
  result: JsonValue;
}

/** A copy in which every place for a result of that run holds it, or says that the result does not have it. */
export function fillReferences(value: JsonObject, returned: RunResult): JsonObject {
  return mapMembers(value, (member) => fill(member, returned));
}

function fill(value: JsonValue, returned: RunResult): JsonValue {
  const own = readReference(value);
  if (own) return own.of === returned.of ? resultAt(own, returned) : value;
  if (Array.isArray(value)) return value.map((item) => fill(item, returned));
  return isObject(value) ? mapMembers(value, (member) => fill(member, returned)) : value;
}

function resultAt({ of, path }: ResultReference, { command, result }: RunResult): JsonValue {
  const member = memberAt(result, path);
  return member === undefined ? referenceTo({ of, path, from: command }) : member;
}

/** The places for what no result has. */
export function findAbsent(value: JsonValue): ResultReference[] {
  return findReferences(value).filter(({ from }) => from !== undefined);
}

/** A copy without those places; null in a list. The same value where it has none. */
export function dropAbsent(value: JsonObject): JsonObject {
  return findAbsent(value).length === 0 ? value : mapMembers(value, drop);
}

function drop(value: JsonValue): JsonValue | undefined {
  const own = readReference(value);
  if (own) return own.from === undefined ? value : undefined;
  if (Array.isArray(value)) return value.map((item) => drop(item) ?? null);
  return isObject(value) ? mapMembers(value, drop) : value;
}

/** Why a place is empty. */
export function wordAbsent({ of, path, from = "" }: ResultReference): string {
  return `${["result", ...path].join(".")} of run ${of} of ${from} was not there`;
}

/** A copy in which the places of one run are another's. */
export function moveReferences(value: JsonObject, from: string, to: string): JsonObject {
  return mapMembers(value, (member) => move(member, from, to));
}

function move(value: JsonValue, from: string, to: string): JsonValue {
  const own = readReference(value);
  if (own) return own.of === from ? referenceTo({ ...own, of: to }) : value;
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
