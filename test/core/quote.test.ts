import { expect, it } from "vitest";
import { quote } from "../../src/core/quote.ts";

const circle: Record<string, unknown> = {};
circle["self"] = circle;

it.each([
  ["soon", '"soon"'],
  ['say "so"', '"say \\"so\\""'],
  ["two\nlines", '"two\\nlines"'],
  ["", '""'],
  [1.5, "1.5"],
  [null, "null"],
  [undefined, "undefined"],
  [12n, "12"],
  [Symbol("odd"), "Symbol(odd)"],
  [circle, "[object Object]"],
  [{ a: [1] }, '{"a":[1]}'],
  ["x".repeat(100), `"${"x".repeat(60)}…"`],
])("is quoted: %#", (value, text) => expect(quote(value)).toBe(text));
