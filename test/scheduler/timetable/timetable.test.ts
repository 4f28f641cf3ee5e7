import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../../src/core/schedule.ts";
import { delayOf, timetableOf } from "../../../src/scheduler/timetable/timetable.ts";
import { anyCron, anyZone } from "./any-timing.ts";
import { nextTicks, timing, type Written } from "./ticks.ts";

/** Ticks as their days would show them in UTC: `26T01:00`. */
const short = (tick: string) => tick.slice(8, 16);

describe("a timing with limits", () => {
  it.each<[what: string, written: Written, from: string, ticks: string[]]>([
    [
      "between",
      { cron: "0 * * * *", between: "09:00-11:00" },
      "2026-12-01T10:30Z",
      ["02T09:00", "02T10:00", "03T09:00"],
    ],
    [
      "several windows",
      { cron: "0 * * * *", between: ["06:00-07:00", "23:30-00:30"] },
      "2026-12-01T00:00Z",
      ["01T06:00", "02T00:00", "02T06:00"],
    ],
    [
      "a window that ends with the day",
      { cron: "0 * * * *", between: "22:00-24:00" },
      "2026-12-01T22:00Z",
      ["01T23:00", "02T22:00", "02T23:00"],
    ],
    [
      "unless",
      { cron: "0 */6 * * *", unless: "05:00-13:00" },
      "2026-12-01T00:00Z",
      ["01T18:00", "02T00:00", "02T18:00"],
    ],
    [
      "unless over midnight",
      { every: "6h", unless: "22:00-06:01" },
      "2026-12-01T00:00Z",
      ["01T12:00", "01T18:00", "02T12:00"],
    ],
    [
      "a window ends before its last minute",
      { cron: "30 17 * * *", between: "09:00-17:31" },
      "2026-12-01T00:00Z",
      ["01T17:30", "02T17:30", "03T17:30"],
    ],
    [
      "dates",
      { cron: "0 9 * * *", exclude: ["2026-12-25", "2026-12-26"] },
      "2026-12-24T00:00Z",
      ["24T09:00", "27T09:00", "28T09:00"],
    ],
    [
      "from is the first instant",
      { cron: "0 9 * * *", from: "2026-12-05T09:00" },
      "2026-12-01T00:00Z",
      ["05T09:00", "06T09:00", "07T09:00"],
    ],
    [
      "until is no instant of it",
      { cron: "0 9 * * *", until: "2026-12-02T09:00" },
      "2026-12-01T00:00Z",
      ["01T09:00"],
    ],
    [
      "from and until of days",
      { every: "12h", from: "2026-12-05", until: "2026-12-06" },
      "2026-12-01T00:00Z",
      ["05T00:00", "05T12:00"],
    ],
    [
      "from is local",
      { every: "12h", from: "2026-12-05", timezone: "Asia/Tokyo" },
      "2026-12-01T00:00Z",
      ["05T00:00", "05T12:00", "06T00:00"],
    ],
    [
      "from may be an instant",
      { every: "6h", from: "2026-12-05T09:00+09:00", timezone: "Asia/Tokyo" },
      "2026-12-01T00:00Z",
      ["05T00:00", "05T06:00", "05T12:00"],
    ],
    [
      "seconds in a narrow window",
      { cron: "*/30 * * * * *", between: "09:00-09:01" },
      "2026-12-01T09:00:00Z",
      ["01T09:00", "02T09:00", "02T09:00"],
    ],
    [
      "windows are of the zone",
      { cron: "0 * * * *", between: "09:00-10:00", timezone: "Asia/Tokyo" },
      "2026-12-01T00:00Z",
      ["02T00:00", "03T00:00", "04T00:00"],
    ],
    [
      "a tick moved out of its window is none",
      { cron: "30 2 8 3 *", between: "02:00-03:00", timezone: "America/New_York" },
      "2026-01-01T00:00Z",
      ["08T07:30", "08T07:30", "08T07:30"],
    ],
  ])("%s", (_, written, from, ticks) => {
    expect(nextTicks(written, from, 3).map(short)).toEqual(ticks);
  });
});

describe("every", () => {
  it("counts from the epoch, so that a restart moves nothing", () => {
    expect(nextTicks({ every: "7m" }, "1970-01-01T00:00:00Z", 2)).toEqual([
      "1970-01-01T00:07:00.000Z",
      "1970-01-01T00:14:00.000Z",
    ]);
    expect(nextTicks({ every: "1h" }, "2026-12-01T10:00:00.001Z", 1)).toEqual(["2026-12-01T11:00:00.000Z"]);
  });
});

describe("any timetable", () => {
  it("moves on, lands on its pattern's seconds, and misses no tick that a later look would find", () => {
    fc.assert(
      fc.property(
        anyCron(),
        anyZone(),
        fc.integer({ min: 0, max: 2e9 }),
        fc.integer({ min: 0, max: 9e7 }),
        (cron, timezone, second, ahead) => {
          const table = timetableOf(timing({ cron, timezone }));
          const first = table.next(second * 1_000 + 137);
          if (first === null) return;
          expect(first).toBeGreaterThan(second * 1_000);
          expect(first % 1_000).toBe(0);
          const between = second * 1_000 + 137 + (ahead % Math.max(1, first - second * 1_000 - 137));
          expect(table.next(between)).toBe(first);
        },
      ),
    );
  });

  it("throws before it stands still", () => {
    const broken: Rule = { kind: "every", ms: 0.1 };
    const table = timetableOf({ ...timing({ every: "1s" }), rule: broken });
    expect(() => table.next(1e16)).toThrow(/is not later than/);
  });
});

describe("the delay of a schedule", () => {
  it("is the same wherever it is asked, below its jitter, and none without one", () => {
    expect(delayOf({ id: "essays:publish", jitterMs: 60_000 })).toBe(GOLDEN_DELAY);
    expect(delayOf({ id: "essays:publish", jitterMs: 0 })).toBe(0);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 86_400_000 }), (id, jitterMs) => {
        const delay = delayOf({ id, jitterMs });
        expect(Number.isInteger(delay) && delay >= 0 && delay < jitterMs).toBe(true);
      }),
    );
  });

  it("spreads a herd", () => {
    const delays = Array.from({ length: 1_000 }, (_, index) =>
      delayOf({ id: `job-${index}`, jitterMs: 60_000 }),
    );
    const quarters = [0, 1, 2, 3].map(
      (quarter) => delays.filter((delay) => Math.floor(delay / 15_000) === quarter).length,
    );
    for (const count of quarters) expect(count).toBeGreaterThan(200);
  });
});

/** Whoever changes the hash moves the starts of every schedule out there. */
const GOLDEN_DELAY = 59_243;
