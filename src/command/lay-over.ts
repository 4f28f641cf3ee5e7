import type { JsonObject, JsonValue } from "../core/json.ts";
import { isObject } from "./arg-path.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/**
 * Args with others laid over them, flag by flag: `--smtp-host` changes the host and leaves its neighbours. What has one
 * flag as a whole is replaced as a whole.
 */
export function layOver(
  base: JsonObject,
  over: JsonObject,
  flags: readonly Pick<FlagDescriptor, "path">[],
): JsonObject {
  return merge(base, over, { paths: new Set(flags.flatMap(({ path }) => pathsAbove(path))), above: [] });
}

interface Place {
  /** Of the objects that have flags for their members. */
  paths: ReadonlySet<string>;
  above: readonly string[];
}

function merge(base: JsonObject, over: JsonObject, { paths, above }: Place): JsonObject {
  const changed = Object.entries(over).map(([key, value]): [string, JsonValue] => {
    const [known, path] = [Object.hasOwn(base, key) ? base[key] : undefined, [...above, key]];
    const isTaken = isObject(known) && isObject(value) && paths.has(JSON.stringify(path));
    return [key, isTaken ? merge(known, value, { paths, above: path }) : value];
  });
  return { ...base, ...Object.fromEntries(changed) };
}

function pathsAbove(path: readonly string[]): string[] {
  return path.slice(0, -1).map((_, index) => JSON.stringify(path.slice(0, index + 1)));
}
