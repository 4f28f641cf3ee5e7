import { defOf, layersOf, metaOf, type AnySchema } from "./schema-layers.ts";

/** Whether anything inside a schema is marked `.meta({ secret: true })`. */
export function hasSecret(schema: AnySchema): boolean {
  return visit(schema, new Set());
}

function visit(schema: AnySchema, seen: Set<AnySchema>): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  if (metaOf(schema).secret) return true;
  return layersOf(schema)
    .flatMap(partsOf)
    .some((part) => visit(part, seen));
}

function partsOf(schema: AnySchema): AnySchema[] {
  const def = defOf(schema);
  switch (def.type) {
    case "object":
      return [...Object.values<AnySchema>(def.shape), ...present(def.catchall)];
    case "array":
      return [def.element];
    case "tuple":
      return [...def.items, ...present(def.rest)];
    case "record":
      return [def.valueType];
    case "union":
      return [...def.options];
    case "intersection":
      return [def.left, def.right];
    case "pipe":
      return [def.in, def.out];
    default:
      return [];
  }
}

function present(part: AnySchema | null | undefined): AnySchema[] {
  return part ? [part] : [];
}
