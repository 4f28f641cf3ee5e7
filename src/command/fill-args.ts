import { isSame } from "../core/same.ts";
import { findJsonFault, type JsonObject, type JsonValue } from "../core/json.ts";
import { isObject, setAt, valueAt } from "./arg-path.ts";
import { coerceText } from "./coerce-text.ts";
import { decodeValue } from "./decode-args.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { collectSecrets } from "./secret-args.ts";
import { defaultOf, isOptional, recordedDefault, shapeOf, type AnySchema } from "./schema-layers.ts";

/** Sets, in place, what the environment says about flags that were not given. Returns the flags it filled. */
export function fillFromEnvironment(
  input: JsonObject,
  flags: readonly FlagDescriptor[],
  env: NodeJS.ProcessEnv,
): Set<FlagDescriptor> {
  const filled = new Set<FlagDescriptor>();
  for (const flag of flags) {
    const text = flag.env === null ? undefined : env[flag.env];
    // An empty variable is how shells and unit files say "not set".
    if (text === undefined || text === "" || valueAt(input, flag.path) !== undefined) continue;
    setAt(input, flag.path, flag.array ? [coerceText(flag, text)] : coerceText(flag, text));
    filled.add(flag);
  }
  return filled;
}

/** The secrets of a command that its environment holds, as text. */
export function secretsInEnvironment(flags: readonly FlagDescriptor[], env: NodeJS.ProcessEnv): string[] {
  const secret = flags.filter((flag) => flag.secret);
  const input: JsonObject = {};
  fillFromEnvironment(input, secret, env);
  return collectSecrets(input, secret);
}

/**
 * Sets, in place, the defaults of members that were not given, so that the ledger says what was used and a retry
 * uses the same, even of a computed default. A default stays out when JSON cannot say it, or when the schema
 * would not read it back as the same value.
 */
export async function fillDefaults(input: JsonObject, schema: AnySchema): Promise<void> {
  for (const [key, member] of Object.entries(shapeOf(schema) ?? {})) {
    const given = Object.hasOwn(input, key) ? input[key] : undefined;
    const value = given === undefined ? await absentValue(member) : completed(given, member);
    if (value === undefined) continue;
    if (isObject(value)) await fillDefaults(value, member);
    input[key] = value;
  }
}

/** Objects that must be there are made, so that each of their members is judged, and reported, by its own flag. */
async function absentValue(member: AnySchema): Promise<JsonValue | undefined> {
  const preset = await recordableDefault(member);
  if (preset !== undefined) return preset;
  return shapeOf(member) && !isOptional(member) ? {} : undefined;
}

/** A given part of an object that has a default is laid over it, as `--smtp-port` alone would want. */
function completed(given: JsonValue, member: AnySchema): JsonValue {
  const preset = shapeOf(member) ? defaultOf(member)?.value : undefined;
  return isObject(given) && isObject(preset) && !findJsonFault(preset) ? { ...preset, ...given } : given;
}

async function recordableDefault(member: AnySchema): Promise<JsonValue | undefined> {
  const preset = defaultOf(member);
  const json = preset ? recordedDefault(preset, member) : undefined;
  if (!preset || json === undefined || findJsonFault(json)) return undefined;
  // A prefault goes through the schema anyway; a default is what comes out, and the schema may not give it back.
  const readsBack = preset.isInput || isSame(await read(preset.inner, json), preset.value);
  return readsBack ? structuredClone(json) : undefined;
}

async function read(schema: AnySchema, json: JsonValue): Promise<unknown> {
  const result = await schema["~standard"].validate(decodeValue(json, schema));
  return "value" in result ? result.value : NOTHING;
}

// Equal to no default.
const NOTHING = Symbol("nothing");
