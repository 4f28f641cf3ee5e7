import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import { isDue, nearestTicks } from "../../../src/scheduler/timetable/nearest-ticks.ts";
import { NOON } from "../../store/build.ts";
import { timetable } from "./a-timetable.ts";

describe("the nearest ticks", () => {
  it("are those on both sides of any instant, however the ticks lie", () => {
    const instant = fc.integer({ min: NOON - 10_000_000, max: NOON + 10_000_000 });
    fc.assert(
      fc.property(fc.uniqueArray(instant, { maxLength: 30 }), instant, (instants, at) => {
        const sorted = instants.toSorted((a, b) => a - b);
        const found = nearestTicks(timetable(sorted), at);
        expect(found.before).toBe(sorted.findLast((tick) => tick < at) ?? null);
        expect(found.after).toBe(sorted.find((tick) => tick > at) ?? null);
        expect(isDue(timetable(sorted), at)).toBe(sorted.includes(at));
      }),
    );
  });

  it("of a rule that is due once in 28 years are found from far away", () => {
    const far = NOON - 28 * 366 * 86_400_000;
    expect(nearestTicks(timetable([far]), NOON)).toEqual({ before: far, after: null });
  });

  it("are found in a few looks, however many ticks there are", () => {
    let asked = 0;
    const friday = NOON - 2 * 86_400_000;
    const busyUntilFriday = {
      next(after: number): number | null {
        asked += 1;
        const next = Math.floor(after / 1_000) * 1_000 + 1_000;
        return next <= friday ? next : null;
      },
    };
    expect(nearestTicks(busyUntilFriday, NOON)).toEqual({ before: friday, after: null });
    expect(asked).toBeLessThan(80);
  });
});
