import { findJsonFault, findTooDeep, MOST_ARG_LEVELS } from "../core/json.ts";
import { isPlain } from "./json-input.ts";
import { coreOf, defOf, schemaAt, type AnySchema } from "./schema-layers.ts";

/** What no arg may be, though a copy of it as JSON would hide it: judged before anybody walks through it. */
export function findUnfit(raw: object, schema: AnySchema | undefined): string | undefined {
  const deep = wordTooDeep(raw);
  if (deep !== undefined) return `args are ${deep}`;
  const foreign = isPlain(raw)
    ? findForeign(raw, schema, { path: "", above: [] })
    : `they are ${findJsonFault(raw)?.found}`;
  return foreign && `args must be JSON, but ${foreign}`;
}

const LONGEST_PATH = 200;

/** How a value is too deep, behind its name; undefined when it is not. */
export function wordTooDeep(value: unknown): string | undefined {
  const path = findTooDeep(value);
  if (path === undefined) return undefined;
  const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
  return `nested deeper than ${MOST_ARG_LEVELS} levels: ${shown}`;
}

const { propertyIsEnumerable: isEnumerable } = Object.prototype;

interface Place {
  path: string;
  /** What holds itself is told of by whoever looks for JSON. */
  above: readonly unknown[];
}

/** What a copy as JSON would turn into something else without a word, with its path; undefined when there is none. */
function findForeign(value: unknown, schema: AnySchema | undefined, place: Place): string | undefined {
  const { path, above } = place;
  if (typeof value === "bigint" || value instanceof Date) return wordScalar(value, schema, path);
  if (typeof value !== "object" || value === null || above.includes(value)) return undefined;
  const symbol = Object.getOwnPropertySymbols(value).find((key) => isEnumerable.call(value, key));
  if (symbol) return `${path === "" ? "they have" : `${path} has`} a symbol for a key, ${String(symbol)}`;
  const isList = Array.isArray(value);
  const around = [...above, value];
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== "object" && typeof member !== "bigint") continue;
    const name = isList ? `[${key}]` : path === "" ? key : `.${key}`;
    const inner = { path: path + name, above: around };
    const found = findForeign(member, schema && schemaAt(schema, key), inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** It would become text, and come to the command as text where no schema makes the same of it again. */
function wordScalar(value: bigint | Date, schema: AnySchema | undefined, path: string): string | undefined {
  const kind = typeof value === "bigint" ? "bigint" : "date";
  if (kind === "date" && Number.isNaN(Number(value))) return `${path} is an invalid Date`;
  if (schema !== undefined && defOf(coreOf(schema)).type === kind) return undefined;
  if (kind === "bigint") return `${path} is a bigint, which only an arg of z.bigint() may be`;
  return `${path} is a Date, which only an arg of z.date() may be: write its toISOString()`;
}
