import { expect, it } from "vitest";
import { zoneFault } from "../../../src/scheduler/timetable/zone-name.ts";

const RULE = "must be an IANA name such as Europe/London, or UTC";

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
  ["europe/london", `; did you mean "Europe/London"?`],
  ["LONDON", `; did you mean "Europe/London"?`],
  ["America/NewYork", `; did you mean "America/New_York"?`],
  ["EST", "write America/New_York, or Etc/GMT+5"],
  ["MST", "write America/Denver, or Etc/GMT+7"],
  ["+01:00", RULE],
  ["SystemV/AST4", RULE],
  ["A".repeat(65), RULE],
])("%s is not, and the message says what would be", (name, words) => {
  expect(zoneFault(name)).toContain(words);
});
