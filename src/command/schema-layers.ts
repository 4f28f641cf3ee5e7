import type { z } from "zod";
import type { JsonValue } from "../core/json.ts";
import { durationText, isDuration } from "./duration-schema.ts";

/** Any zod 4 schema, of this copy of zod or of another: only `_zod` is read, which all copies share. */
export type AnySchema = z.core.$ZodType;

/** What zod knows about a schema's kind, as a union that `type` tells apart. */
export function defOf(schema: AnySchema): z.core.$ZodTypes["_zod"]["def"] {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** A schema and its wrappers (optional, default, readonly, …), from the outermost to the one that takes the value. */
export function layersOf(schema: AnySchema): AnySchema[] {
  const layers = [schema];
  for (let inner = innerOf(schema); inner && layers.length < MOST_LAYERS; inner = innerOf(inner))
    layers.push(inner);
  return layers;
}

// A lazy schema can be its own inner one.
const MOST_LAYERS = 64;

/** The schema under all wrappers: the one a text on the command line is for. */
export function coreOf(schema: AnySchema): AnySchema {
  return layersOf(schema).at(-1) ?? schema;
}

function innerOf(schema: AnySchema): AnySchema | undefined {
  if (isDuration(schema)) return undefined;
  const def = defOf(schema);
  switch (def.type) {
    case "optional":
    case "nullable":
    case "nonoptional":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "success":
    case "promise":
      return def.innerType;
    case "lazy":
      return def.getter();
    case "pipe":
      // `z.preprocess` is a pipe that begins with a transform, which says nothing about what it takes.
      return defOf(def.in).type === "transform" ? def.out : def.in;
    case "union":
      return onlyOption(def.options);
    default:
      return undefined;
  }
}

/** `z.string().or(z.null())` is a nullable string. */
function onlyOption(options: readonly AnySchema[]): AnySchema | undefined {
  const real = options.filter((option) => !["null", "undefined"].includes(defOf(option).type));
  return real.length === 1 ? real[0] : undefined;
}

/** What `.describe()` and `.meta()` said on any layer; the outermost word wins. */
export interface ArgMeta {
  description: string | null;
  alias: unknown;
  env: unknown;
  secret: boolean;
}

export function metaOf(schema: AnySchema): ArgMeta {
  const said = layersOf(schema).map(ownMeta);
  const first = (key: string): unknown =>
    said.map((meta) => meta[key]).find((value) => value !== undefined) ?? null;
  const description = first("description");
  return {
    description: typeof description === "string" ? description : null,
    alias: first("alias"),
    env: first("env"),
    secret: said.some((meta) => meta["secret"] === true),
  };
}

function ownMeta(schema: AnySchema): Record<string, unknown> {
  // The method asks the registry of the schema's own copy of zod. zod/mini has none.
  const { meta } = schema as { meta?: () => Record<string, unknown> | undefined };
  return meta?.call(schema) ?? {};
}

/** What stands in for a value that is not given: before the schema reads it (`isInput`), or instead of that. */
export interface Preset {
  value: unknown;
  isInput: boolean;
  inner: AnySchema;
}

/** The default of a schema, from its outermost layer that has one. Computed anew at each call if it is a function. */
export function defaultOf(schema: AnySchema): Preset | undefined {
  for (const layer of layersOf(schema)) {
    const def = defOf(layer);
    if (def.type !== "default" && def.type !== "prefault") continue;
    return { value: def.defaultValue, isInput: def.type === "prefault", inner: def.innerType };
  }
  return undefined;
}

/** A default in the JSON that args would say it with, or undefined. */
export function recordedDefault({ value, isInput }: Preset, schema: AnySchema): JsonValue | undefined {
  const isMilliseconds = !isInput && typeof value === "number" && isDuration(coreOf(schema));
  return isMilliseconds ? durationText(value) : jsonForm(value);
}

/** The members of an object schema, or undefined for any other. */
export function shapeOf(schema: AnySchema): Record<string, AnySchema> | undefined {
  const def = defOf(coreOf(schema));
  return def.type === "object" ? def.shape : undefined;
}

/** Whether an object schema takes members that it does not name (`z.looseObject`, `.catchall`). */
export function takesAnyMember(schema: AnySchema): boolean {
  const def = defOf(coreOf(schema));
  return def.type === "object" && def.catchall !== undefined && defOf(def.catchall).type !== "never";
}

/** The schema of one member of what an object, a record, an array or a tuple takes; undefined where none is said. */
export function schemaAt(schema: AnySchema, key: string): AnySchema | undefined {
  const def = defOf(coreOf(schema));
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
    case "record":
      return def.valueType;
    case "array":
      return def.element;
    case "tuple":
      return def.items[Number(key)] ?? def.rest ?? undefined;
    default:
      return undefined;
  }
}

/** The schema of an array's items, or undefined for anything else. */
export function itemOf(schema: AnySchema): AnySchema | undefined {
  const def = defOf(coreOf(schema));
  return def.type === "array" ? def.element : undefined;
}

/** Whether the member may be left out. */
export function isOptional(schema: AnySchema): boolean {
  return schema._zod.optin !== undefined || ["any", "unknown"].includes(defOf(coreOf(schema)).type);
}

/** A value in the JSON that stands for it in args, or undefined when there is none: dates as ISO text, bigints as digits. */
export function jsonForm(value: unknown): JsonValue | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value === "bigint") return String(value);
  return value as JsonValue;
}
