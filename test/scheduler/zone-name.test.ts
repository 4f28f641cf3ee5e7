import { expect, it } from "vitest";
import { hostZone, zoneFault } from "../../src/scheduler/zone-name.ts";

it.each([
  "UTC",
  "Etc/UTC",
  "Europe/London",
  "Europe/Kyiv",
  "Asia/Kolkata",
  "US/Eastern",
  "Etc/GMT-14",
  "CET",
  "GB",
  "America/Argentina/Buenos_Aires",
  "America/Port-au-Prince",
])("%s is legal", (name) => expect(zoneFault(name)).toBeUndefined());

it.each([
  ["europe/london", "did you mean Europe/London?"],
  ["LONDON", "did you mean Europe/London?"],
  ["America/NewYork", "did you mean America/New_York?"],
  ["EST", "write America/New_York, or Etc/GMT+5"],
  ["MST", "write America/Denver, or Etc/GMT+7"],
  ["+01:00", "is not known;"],
  ["SystemV/AST4", "is not known;"],
  ["A".repeat(65), "is 65 characters long"],
])("%s is not, and the message says what would be", (name, words) => {
  expect(zoneFault(name)).toContain(words);
});

it("knows the zone of the host", () => {
  expect(hostZone()).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
});
