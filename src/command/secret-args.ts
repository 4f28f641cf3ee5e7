import type { JsonObject } from "../core/json.ts";
import { setAt, valueAt, withoutAt } from "./arg-path.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/** What stands for a secret in every row. */
export const MASK = "[secret]";

/** The recorded form of args: a copy with the mask in place of every secret that was given. */
export function maskSecrets(input: JsonObject, flags: readonly FlagDescriptor[]): JsonObject {
  const masked = structuredClone(input);
  for (const { path } of givenSecrets(input, flags)) setAt(masked, path, MASK);
  return masked;
}

/** The recorded form without what was masked, so that a retry takes secrets from the environment or asks for them. */
export function dropMasked(recorded: JsonObject, flags: readonly FlagDescriptor[]): JsonObject {
  const masked = givenSecrets(recorded, flags).filter(({ path }) => valueAt(recorded, path) === MASK);
  return masked.reduce((left, { path }) => withoutAt(left, path), recorded);
}

/** Flags of which the ledger keeps no more than the mask, or text that has it in the secret's place. */
export function maskedFlags(recorded: JsonObject, flags: readonly FlagDescriptor[]): FlagDescriptor[] {
  return flags.filter(({ path }) => holdsMask(valueAt(recorded, path)));
}

export function holdsMask(value: unknown): boolean {
  if (typeof value === "string") return value.includes(MASK);
  return typeof value === "object" && value !== null && Object.entries(value).flat().some(holdsMask);
}

/** Every secret in args, in either form, as text. */
export function collectSecrets(args: unknown, flags: readonly FlagDescriptor[]): string[] {
  return [...new Set(givenSecrets(args, flags).flatMap(({ path }) => textsIn(valueAt(args, path))))];
}

function givenSecrets(args: unknown, flags: readonly FlagDescriptor[]): FlagDescriptor[] {
  return flags.filter(({ secret, path }) => secret && (valueAt(args, path) ?? null) !== null);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  const isText = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
  return isText && String(value) !== "" ? [String(value)] : [];
}
