import { expect, it } from "vitest";
import { quote } from "../../src/core/quote.ts";

it.each([
  ["soon", '"soon"'],
  ['say "so"', '"say \\"so\\""'],
  ["two\nlines", '"two\\nlines"'],
  ["", '""'],
  [1.5, "1.5"],
  [null, "null"],
  [undefined, "undefined"],
  [12n, "12"],
  [{ a: [1] }, '{"a":[1]}'],
  ["x".repeat(100), `"${"x".repeat(60)}…"`],
])("is quoted: %#", (value, text) => expect(quote(value)).toBe(text));
