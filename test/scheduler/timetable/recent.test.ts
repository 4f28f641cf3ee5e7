import { fc } from "../../properties.ts";
import { beforeEach, expect, it } from "vitest";
import { Recent } from "../../../src/scheduler/timetable/recent.ts";

let made: string[];
const recentOf = (most: number): Recent<string> =>
  new Recent(most, (key) => {
    made.push(key);
    return key.toUpperCase();
  });

beforeEach(() => {
  made = [];
});

it("makes a value once, and forgets those used longest ago", () => {
  const recent = recentOf(2);
  const got = ["a", "b", "a", "c", "a", "b"].map((key) => recent.get(key));
  expect(got).toEqual(["A", "B", "A", "C", "A", "B"]);
  expect(made).toEqual(["a", "b", "c", "b"]);
});

it("makes nothing anew that is among the half of its size that was used last", () => {
  const uses = fc.array(fc.constantFrom(..."a b c d e f g h i j".split(" ")), { maxLength: 60 });
  fc.assert(
    fc.property(uses, (keys) => {
      made = [];
      const recent = recentOf(8);
      for (const [index, key] of keys.entries()) {
        const lastUsed = new Set(keys.slice(0, index).toReversed());
        const before = made.length;
        expect(recent.get(key)).toBe(key.toUpperCase());
        if ([...lastUsed].slice(0, 4).includes(key)) expect(made.length).toBe(before);
      }
    }),
  );
});
