import type { z } from "zod";
import type { FlagDescriptor } from "./descriptor.ts";
import { isDuration } from "./duration-schema.ts";
import { coreOf, defOf, itemOf, type AnySchema } from "./schema-layers.ts";

export type FlagKind = Pick<FlagDescriptor, "kind" | "choices" | "array">;

/** What kind of flag a member of args is; undefined when JSON, and so a row, cannot carry what it takes. */
export function flagKindOf(schema: AnySchema): FlagKind | undefined {
  const item = itemOf(schema);
  if (!item) return scalarKind(schema);
  const kind = scalarKind(item);
  if (!kind) return undefined;
  // `--deep --no-deep` cannot say [true, false] in a way anybody would guess.
  const repeatable = kind.kind !== "json" && kind.kind !== "boolean";
  return repeatable ? { ...kind, array: true } : plain("json");
}

function scalarKind(schema: AnySchema): FlagKind | undefined {
  const core = coreOf(schema);
  if (isDuration(core)) return plain("duration");
  const def = defOf(core);
  switch (def.type) {
    case "boolean":
    case "bigint":
    case "date":
    case "string":
      return plain(def.type);
    case "template_literal":
      return plain("string");
    case "number":
      return plain(isWhole(def) ? "integer" : "number");
    case "enum":
    case "literal":
      return choiceKind([...(core._zod.values ?? [])]);
    case "union":
      return unionKind(def.options);
    default:
      return NOT_JSON.has(def.type) ? undefined : plain("json");
  }
}

/** `z.int()` is a format of its own, `z.number().int()` a check. */
function isWhole(def: z.core.$ZodNumberDef): boolean {
  const formats = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)];
  return formats.some((one) => "format" in one && /int/.test(String(one.format)));
}

const NOT_JSON: ReadonlySet<string> = new Set([
  "map",
  "set",
  "symbol",
  "function",
  "file",
  "undefined",
  "void",
  "nan",
]);

function plain(kind: FlagKind["kind"]): FlagKind {
  return { kind, choices: null, array: false };
}

function choiceKind(values: unknown[]): FlagKind {
  const words = values.filter((value) => typeof value === "string" || typeof value === "number");
  if (words.length === values.length) return { kind: "enum", choices: words, array: false };
  return plain(values.every((value) => typeof value === "boolean") ? "boolean" : "json");
}

/** A union of words is one list of choices. */
function unionKind(options: readonly AnySchema[]): FlagKind | undefined {
  const kinds = options.map(scalarKind);
  if (kinds.includes(undefined)) return undefined;
  const choices = kinds.flatMap((kind) => kind?.choices ?? []);
  return kinds.every((kind) => kind?.kind === "enum")
    ? { kind: "enum", choices, array: false }
    : plain("json");
}
