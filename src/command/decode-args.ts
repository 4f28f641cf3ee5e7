import { isObject } from "./arg-path.ts";
import { coreOf, defOf, schemaAt, type AnySchema } from "./schema-layers.ts";

/** A copy of JSON args in which text that stands for a date or a bigint is one, as their schemas want it. */
export function decodeValue(value: unknown, schema: AnySchema): unknown {
  const decode = (member: unknown, key: string): unknown => {
    const own = schemaAt(schema, key);
    return own ? decodeValue(member, own) : member;
  };
  if (Array.isArray(value)) return value.map((one, index) => decode(one, String(index)));
  if (!isObject(value)) return decodeScalar(value, schema);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decode(member, key)]));
}

function decodeScalar(value: unknown, schema: AnySchema): unknown {
  const def = defOf(coreOf(schema));
  if (def.type === "date" && typeof value === "string") return parseDate(value);
  if (def.type === "bigint") return bigintOf(value) ?? value;
  return value;
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** What messages say is legal. */
export const DATE_HELP = "a date such as 2026-12-01 or 2026-12-01T09:00Z";

/**
 * The instant of ISO 8601 text: a date alone is midnight UTC, a time without offset is the host's own. Invalid for
 * anything else, because the engine reads "5" as a day in May and 30 February as 2 March.
 */
export function parseDate(text: string): Date {
  const day = DATE.exec(text)?.[1];
  return day !== undefined && isRealDay(day) ? new Date(text) : new Date(NaN);
}

function isRealDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function bigintOf(value: unknown): bigint | undefined {
  if (typeof value === "string" && /^[+-]?\d+$/.test(value)) return BigInt(value.replace("+", ""));
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}
