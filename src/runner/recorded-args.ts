import { setAt, valueAt } from "../command/arg-path.ts";
import type { CheckedArgs } from "../command/define.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { MASK, maskSecrets } from "../command/secret-args.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import { createSecretMasker } from "./secret-masker.ts";

/** Shorter ones stand in half of all texts by chance. */
const DISTINCT_LENGTH = 4;

/**
 * The args as the row of a run keeps that is lived with the true ones: the mask in place of every secret, and of its
 * value wherever another arg has it too, as a URL may. Not for a run that waits: it is lived with what its row says.
 */
export function recordedArgs({ input, secrets }: CheckedArgs, flags: readonly FlagDescriptor[]): JsonObject {
  const recorded = maskSecrets(input, flags);
  const distinct = secrets.filter(({ length }) => length >= DISTINCT_LENGTH);
  if (distinct.length === 0) return recorded;
  const { maskText } = createSecretMasker(distinct);
  for (const { secret, path } of flags) {
    const value = secret ? undefined : (valueAt(recorded, path) as JsonValue | undefined);
    if (value !== undefined) setAt(recorded, path, maskWithin(value, maskText));
  }
  return recorded;
}

function maskWithin(value: JsonValue, maskText: (text: string) => string): JsonValue {
  if (typeof value === "string") return maskText(value);
  if (typeof value === "number") return maskText(String(value)) === MASK ? MASK : value;
  if (Array.isArray(value)) return value.map((one) => maskWithin(one, maskText));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [maskText(key), maskWithin(member, maskText)]));
}
