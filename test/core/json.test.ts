import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "../../src/core/json.ts";

describe("findJsonFault", () => {
  it("finds nothing in any value that JSON carries unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(findJsonFault(JSON.parse(JSON.stringify(value)))).toBeUndefined();
      }),
    );
  });

  const circle: Record<string, unknown> = {};
  circle["self"] = circle;

  it.each([
    ["a Date", { at: new Date(0) }, "at", "a Date instance"],
    ["a Map", new Map(), "", "a Map instance"],
    ["a function", { items: [1, () => 1] }, "items[1]", "function"],
    ["a bigint", { n: 1n }, "n", "bigint"],
    ["NaN", [NaN], "[0]", "NaN"],
    ["Infinity", { a: { b: [{ c: Infinity }] } }, "a.b[0].c", "Infinity"],
    ["a symbol", Symbol("x"), "", "symbol"],
    ["undefined in an array", [undefined], "[0]", "undefined"],
    ["a circle", circle, "self", "a circular reference"],
  ])("names the place of %s", (_, value, path, found) => {
    expect(findJsonFault(value)).toEqual({ path, found });
  });

  it("lets undefined members and null prototypes pass: JSON drops the one and does not see the other", () => {
    expect(findJsonFault({ a: undefined, b: Object.create(null) })).toBeUndefined();
  });

  it("takes the same object twice for what it is: no circle", () => {
    const shared = { a: 1 };
    expect(findJsonFault([shared, shared])).toBeUndefined();
  });
});
