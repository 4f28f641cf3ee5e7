import { isDeepStrictEqual } from "node:util";

/** Deep equality. Plain values, which most are, do not wake the comparison of everything else. */
export function isSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || isDeepStrictEqual(a, b);
}
