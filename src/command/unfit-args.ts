import { findTooDeep, MOST_ARG_LEVELS } from "../core/json.ts";
import { coreOf, defOf, itemOf, shapeOf, type AnySchema } from "./schema-layers.ts";

/** What no arg may be, though a copy of it as JSON would hide it: judged before anybody walks through it. */
export function findUnfit(raw: object, schema: AnySchema | undefined): string | undefined {
  const deep = wordTooDeep(raw);
  if (deep !== undefined) return `args are ${deep}`;
  const path = findBigint(raw, schema, { path: "", above: [] });
  return path && `args must be JSON, but ${path} is a bigint, which only an arg of z.bigint() may be`;
}

const LONGEST_PATH = 200;

/** How a value is too deep, behind its name; undefined when it is not. */
export function wordTooDeep(value: unknown): string | undefined {
  const path = findTooDeep(value);
  if (path === undefined) return undefined;
  const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
  return `nested deeper than ${MOST_ARG_LEVELS} levels: ${shown}`;
}

interface Place {
  path: string;
  /** What holds itself is told of by whoever looks for JSON. */
  above: readonly unknown[];
}

/** It would become text, and come to the command as text where no schema makes a bigint of it again. */
function findBigint(
  value: unknown,
  schema: AnySchema | undefined,
  { path, above }: Place,
): string | undefined {
  if (typeof value === "bigint") return isOfBigint(schema) ? undefined : path;
  if (typeof value !== "object" || value === null || above.includes(value)) return undefined;
  const isList = Array.isArray(value);
  const shape = schema && shapeOf(schema);
  for (const [key, member] of Object.entries(value)) {
    const own = isList
      ? schema && itemOf(schema)
      : shape && Object.hasOwn(shape, key)
        ? shape[key]
        : undefined;
    const name = isList ? `[${key}]` : path === "" ? key : `.${key}`;
    const found = findBigint(member, own, { path: path + name, above: [...above, value] });
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOfBigint(schema: AnySchema | undefined): boolean {
  return schema !== undefined && defOf(coreOf(schema)).type === "bigint";
}
