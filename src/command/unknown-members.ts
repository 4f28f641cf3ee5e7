import { didYouMean } from "../core/did-you-mean.ts";
import type { JsonObject } from "../core/json.ts";
import { isObject } from "./arg-path.ts";
import { quote } from "../core/quote.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import { itemOf, shapeOf, takesAnyMember, type AnySchema } from "./schema-layers.ts";

/** Members that the schema does not name. zod would drop them in silence, and with them what the caller meant. */
export function findUnknownMembers(input: JsonObject, schema: AnySchema | undefined): ArgProblem[] {
  return schema ? visit(input, schema, []) : unknownKeys(input, {}, []);
}

function visit(value: unknown, schema: AnySchema, path: string[]): ArgProblem[] {
  const shape = shapeOf(schema);
  const item = itemOf(schema);
  if (item && Array.isArray(value))
    return value.flatMap((one, index) => visit(one, item, [...path, String(index)]));
  if (!shape || !isObject(value)) return [];
  const unknown = takesAnyMember(schema) ? [] : unknownKeys(value, shape, path);
  const known = Object.entries(shape).filter(([key]) => Object.hasOwn(value, key));
  return [...unknown, ...known.flatMap(([key, member]) => visit(value[key], member, [...path, key]))];
}

function unknownKeys(value: JsonObject, shape: Record<string, AnySchema>, path: string[]): ArgProblem[] {
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
  return unknown.map((key) => {
    const meant = didYouMean(key, Object.keys(shape));
    const hint = meant === undefined ? "" : `; did you mean ${quote([...path, meant].join("."))}?`;
    return invalid(`there is no arg ${quote([...path, key].join("."))}${hint}`);
  });
}
