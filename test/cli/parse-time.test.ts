import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { parseTime, requireTime } from "../../src/cli/parse-time.ts";

const NOW = new Date(2026, 10, 23, 14, 30, 15).getTime();
const local = (...parts: [number, number, number, number?, number?, number?, number?]): number =>
  new Date(parts[0], parts[1] - 1, parts[2], ...(parts.slice(3) as number[])).getTime();

describe("a time that a person types", () => {
  it.each([
    ["now", NOW],
    ["today", local(2026, 11, 23)],
    ["yesterday", local(2026, 11, 22)],
    ["2d", NOW - 2 * 86_400_000],
    ["90m", NOW - 90 * 60_000],
    ["1h30m ago", NOW - 90 * 60_000],
    ["0s", NOW],
    ["08:00", local(2026, 11, 23, 8)],
    ["23:59:30", local(2026, 11, 23, 23, 59, 30)],
    ["2026-11-22", local(2026, 11, 22)],
    ["2026-11-22T08:05", local(2026, 11, 22, 8, 5)],
    ["2026-11-22 08:05:09", local(2026, 11, 22, 8, 5, 9)],
    ["2026-11-22T08:05:09.250", local(2026, 11, 22, 8, 5, 9, 250)],
    ["2026-11-22T08:05Z", Date.UTC(2026, 10, 22, 8, 5)],
    ["2026-11-22T08:05:09+02:00", Date.UTC(2026, 10, 22, 6, 5, 9)],
    ["2026-11-22T08:05-0330", Date.UTC(2026, 10, 22, 11, 35)],
    ["2028-02-29", local(2028, 2, 29)],
  ])("%s", (text, time) => {
    expect(parseTime(text, NOW)).toBe(time);
  });

  it.each([
    "",
    "tomorrow-ish",
    "ago",
    "-2d",
    "2026",
    "2026-11",
    "2026-13-01",
    "2026-02-30",
    "2027-02-29T08:00Z",
    "2026-11-22T25:00",
    "2026-11-22T08:60",
    "2026-11-22T8:05",
    "8:05",
    "24:01",
    "08:05Z",
    "11/22/2026",
    "2026-11-22T08:05+",
    "1795422428333",
    "9".repeat(5_000),
  ])("refuses %j", (text) => {
    expect(parseTime(text, NOW)).toBeUndefined();
  });

  it("reads back every instant that JSON shows", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
        expect(parseTime(date.toISOString(), NOW)).toBe(date.getTime());
      }),
    );
  });

  it("begins yesterday at its own midnight, on days that have 23 or 25 hours too", () => {
    for (let day = 1; day <= 366; day += 1) {
      const noon = new Date(2026, 0, day, 12).getTime();
      expect(parseTime("yesterday", noon)).toBe(new Date(2026, 0, day - 1).getTime());
    }
  });
});

it("names the flag, the value and what would do", () => {
  const ask = () => requireTime("soon", { flag: "--since", now: NOW, verb: "history" });
  expect(ask).toThrow(
    /--since "soon" is no time: give 2d or 90m \(ago\), today, yesterday, 08:00, 2026-11-23/,
  );
  expect(ask).toThrow(expect.objectContaining({ code: "usage", next: "errand history --help" }) as Error);
});
