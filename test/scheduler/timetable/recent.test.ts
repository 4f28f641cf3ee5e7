import { expect, it } from "vitest";
import { Recent } from "../../../src/scheduler/timetable/recent.ts";

it("makes a value once, and forgets the one used longest ago", () => {
  const made: string[] = [];
  const recent = new Recent(2, (key) => {
    made.push(key);
    return key.toUpperCase();
  });
  expect(["a", "b", "a", "c", "a", "b"].map((key) => recent.get(key))).toEqual([
    "A",
    "B",
    "A",
    "C",
    "A",
    "B",
  ]);
  expect(made).toEqual(["a", "b", "c", "b"]);
});
