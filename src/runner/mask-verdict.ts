import type { JsonValue } from "../core/json.ts";
import type { Verdict } from "./verdict.ts";
import type { SecretMasker } from "./secret-masker.ts";

/** The verdict as it may be kept and shown: no secret in its reason, error or result. */
export function maskVerdict(verdict: Verdict, masker: SecretMasker): Verdict {
  const { reason, error, result } = verdict;
  const mask = (text: string): string => masker.maskText(text);
  return {
    ...verdict,
    reason: reason === null ? null : mask(reason),
    error: error && {
      name: mask(error.name),
      message: mask(error.message),
      stack: error.stack === null ? null : mask(error.stack),
    },
    result: maskJson(result, masker),
  };
}

/** A JSON value without secrets: in its texts, its numbers and the names of its members. */
export function maskJson(value: JsonValue, masker: SecretMasker): JsonValue {
  const mask = (text: string): string => masker.maskText(text);
  if (typeof value === "string") return mask(value);
  if (typeof value === "number") return mask(String(value)) === String(value) ? value : mask(String(value));
  if (Array.isArray(value)) return value.map((item) => maskJson(item, masker));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [mask(key), maskJson(member, masker)]),
  );
}
