import { isSame } from "../core/same.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { findJsonFault, type JsonValue } from "../core/json.ts";
import { quote } from "../core/quote.ts";
import type { Refuse } from "./definition-refusal.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { flagKindOf } from "./flag-kind.ts";
import { flagName } from "./flag-name.ts";
import {
  defaultOf,
  isOptional,
  jsonForm,
  metaOf,
  recordedDefault,
  type AnySchema,
  type ArgMeta,
} from "./schema-layers.ts";
import { hasSecret } from "./secret-schema.ts";

/** Where a member stands, and what the objects around it say about it. */
export interface Surroundings {
  path: string[];
  optional: boolean;
  secret: boolean;
  /** The part of a default of the objects around it that is this member's. */
  defaults: unknown;
}

/** The flag of one member, without its place among the positionals. */
export function describeFlag(schema: AnySchema, around: Surroundings, refuse: Refuse): FlagDescriptor {
  const where = `args.${around.path.join(".")}`;
  const kind = flagKindOf(schema) ?? refuse(`${where} takes what JSON cannot carry: a row could not keep it`);
  const meta = metaOf(schema);
  const secret = around.secret || meta.secret || hasSecret(schema);
  const preset = around.defaults === undefined ? shownDefault(schema) : (jsonForm(around.defaults) ?? null);
  if (kind.kind === "duration" && !kind.array && isBadDuration(preset)) {
    refuse(`the default ${quote(preset)} of ${where} must be ${DURATION_HELP}`);
  }
  return {
    path: around.path,
    flag: flagName(around.path),
    alias: aliasOf(meta, where, refuse),
    ...kind,
    required: !around.optional && !isOptional(schema),
    description: meta.description,
    default: secret ? null : preset,
    env: envOf(meta, where, refuse),
    secret,
    position: null,
  };
}

function isBadDuration(preset: JsonValue): boolean {
  return preset !== null && (typeof preset !== "string" || parseDuration(preset) === undefined);
}

/** Null for a computed default too: what help and the manifest say must be true tomorrow. */
function shownDefault(schema: AnySchema): JsonValue {
  const preset = defaultOf(schema);
  if (!preset || !isSame(preset.value, defaultOf(schema)?.value)) return null;
  const json = recordedDefault(preset, schema);
  return json === undefined || findJsonFault(json) ? null : json;
}

function aliasOf({ alias }: ArgMeta, where: string, refuse: Refuse): string | null {
  if (alias === null) return null;
  if (typeof alias === "string" && /^[A-Za-z]$/.test(alias)) return alias;
  return refuse(`the alias ${JSON.stringify(alias)} of ${where} must be one letter`);
}

function envOf({ env }: ArgMeta, where: string, refuse: Refuse): string | null {
  if (env === null) return null;
  if (typeof env === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(env)) return env;
  return refuse(`the env ${JSON.stringify(env)} of ${where} must be the name of an environment variable`);
}
