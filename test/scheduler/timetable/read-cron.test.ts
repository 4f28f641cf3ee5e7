import { Cron } from "croner";
import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import { nextLocal } from "../../../src/scheduler/timetable/cron.ts";
import { isFixedTime, readCron } from "../../../src/scheduler/timetable/read-cron.ts";
import { anyCron } from "./any-timing.ts";

const ID = "essays:publish";

function normal(text: string, id = ID): string {
  const reading = readCron(text, id);
  return "normal" in reading ? reading.normal : reading.fault;
}

describe("the normal form", () => {
  it.each([
    ["@daily", "0 0 * * *"],
    ["@Weekly", "0 0 * * 0"],
    ["  0\t8  * * MON-FRI ", "0 8 * * 1-5"],
    ["05 008 * JAN,jul *", "5 8 * 1,7 *"],
    ["0 0 8 * * *", "0 8 * * *"],
    ["30 0 8 * * *", "30 0 8 * * *"],
    ["0 0 8 * * * *", "0 8 * * *"],
    ["0 0 8 * * * 2027", "0 0 8 * * * 2027"],
    ["? ? ? ? ?", "* * * * *"],
    ["0 0 ? * 7", "0 0 * * 0"],
    ["0 0 * * SAT-SUN", "0 0 * * 6-7"],
    ["0 0 * * SUN-TUE", "0 0 * * 0-2"],
    ["0 0 * * fri#L,5L,7L,sun#2", "0 0 * * 5L,5L,0L,0#2"],
    ["0 0 * * SAT-SUN#L", "0 0 * * 6-7#L"],
    ["0 0 1 * +MON", "0 0 1 * +1"],
    ["0 0 lw * *", "0 0 LW * *"],
    ["0 0 l,15w * *", "0 0 L,15W * *"],
    ["5-5 1-1/3 * * *", "5 1 * * *"],
    ["*/1 * * * *", "*/1 * * * *"],
  ])("%s is %s", (text, form) => {
    expect(normal(text)).toBe(form);
  });

  it("is one that croner takes, and that stays as it is", () => {
    fc.assert(
      fc.property(anyCron(), (text) => {
        const form = normal(text);
        expect(() => new Cron(form, { utcOffset: 0 })).not.toThrow();
        expect(normal(form)).toBe(form);
      }),
    );
  });
});

describe("the local times of an expression", () => {
  it("are those that croner finds in the whole of it", () => {
    fc.assert(
      fc.property(anyCron(), fc.integer({ min: 0, max: 4e9 }), (text, second) => {
        const form = normal(text);
        const whole = new Cron(form, { utcOffset: 0 }).nextRun(new Date(second * 1_000 + 137));
        expect(nextLocal(form, second * 1_000 + 137), form).toBe(whole?.getTime() ?? null);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["*/7 */5 9-17/3 * * *", "2026-11-23T08:59:59Z", "2026-11-23T09:00:00Z"],
    ["*/7 */5 9-17/3 * * *", "2026-11-23T09:00:56Z", "2026-11-23T09:05:00Z"],
    ["30 15 10 * * * 2028", "2026-11-23T09:00:00Z", "2028-01-01T10:15:30Z"],
    ["0 0 29 2 *", "2026-11-23T09:00:00Z", "2028-02-29T00:00:00Z"],
    ["59 59 23 31 12 *", "2026-12-31T23:59:58.999Z", "2026-12-31T23:59:59Z"],
    ["59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z"],
  ])("%s after %s: %s", (form, after, next) => {
    expect(nextLocal(form, Date.parse(after))).toBe(Date.parse(next));
  });
});

describe("H", () => {
  // Whoever changes these moves schedules that people know the times of.
  it.each([
    ["H H * * *", "4 8 * * *"],
    ["H/15 * * * *", "4-59/15 * * * *"],
    ["H(0-15) H(1-5) H H H", "12 1 17 11 3"],
    ["H(0-29)/10 H/6 H/7 H/3 *", "4-29/10 2-23/6 3-28/7 2-12/3 *"],
    ["H 0 8 * * *", "55 0 8 * * *"],
  ])("%s is %s for this id, now and for ever", (text, form) => {
    expect(normal(text)).toBe(form);
  });

  it("stays within its field, and within its own limits", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const [minute, hour, day, month, weekday] = normal("H(10-20) H H H H", id).split(" ").map(Number);
        expect(minute! >= 10 && minute! <= 20 && hour! <= 23 && day! >= 1 && day! <= 28).toBe(true);
        expect(month! >= 1 && month! <= 12 && weekday! <= 6).toBe(true);
      }),
    );
  });

  it("spreads like names over the hour", () => {
    const minutes = Array.from(
      { length: 600 },
      (_, index) => normal("H * * * *", `report-${index}`).split(" ")[0],
    );
    expect(new Set(minutes).size).toBeGreaterThan(55);
  });

  it.each([
    "H(50-70) * * * *",
    "H(9-3) * * * *",
    "H/60 * * * *",
    "H/0 * * * *",
    "H(0-10)/11 * * * *",
    "H-5 * * * *",
  ])("%s is refused", (text) => {
    expect(normal(text)).toMatch(/^has a minute "H/);
  });
});

describe("a message", () => {
  it.each([
    [
      "0/15 * * * *",
      `has a minute "0/15" that needs a range before its step: write 0-59/15; legal are 0-59, *, 10-20,`,
    ],
    ["0 0 * * 7/2", `has a day-of-week "7/2" that needs a range before its step: write 0-6/2;`],
    ["0 0 * * 7-1", `has a day-of-week "7-1" that runs backwards: write 0-1;`],
    ["0 0 * * 7-4/2", `has a day-of-week "7-4/2" that runs backwards: write 0,2,4;`],
    ["0 22-2 * * *", `has an hour "22-2" that runs backwards: write 22-23,0-2;`],
    ["0 0 * * friday", `has a day-of-week "friday" that has a name that is not known: write FRI;`],
    ["0 0 * * monday-friday", "write MON-FRI;"],
    ["0 0 * january *", "write JAN;"],
    ["0 0 L-3 * *", `has a day-of-month "L-3" that counts back from the last day: write L for the last day,`],
    ["0 0 * * L", "write FRIL for the last Friday"],
    ["0 24 * * *", `has an hour "24" that is no hour: midnight is 0; legal are 0-23,`],
    ["60 * * * *", `has a minute "60" that must lie within 0-59`],
    ["*/60 * * * *", `has a minute "*/60" that needs a step from 1 to 59`],
    ["0 0 32W * *", `has a day-of-month "32W" that must lie within 1-31`],
    ["L 0 * * *", `has a minute "L" that has a sign that only the day fields know (L, W, #)`],
    ["*,5 * * * *", `has a minute "*" that must stand alone`],
    ["1,,2 * * * *", `has a minute "" that is empty: a comma stands between two values`],
    ["@reboot", `is no time: a schedule follows the clock alone; legal are @yearly,`],
    ["@every 5m", `write the schedule with every: "15m" instead of cron`],
    ["daily", "did you mean @daily?"],
    ["TZ=UTC 0 0 * * *", "names a zone: write it as the schedule's timezone"],
    ["0 0 * * * # nightly", "ends in a comment: leave it out"],
    ["0 0 * *", "has 4 fields: legal are 5 (minute hour day-of-month month day-of-week), 6 with seconds"],
    ["", "is empty: legal are 5"],
    ["* * * * *\u00a0", `has the character U+00A0 in it: write plain text`],
    ["0 0 0 1 1 * 1969", `has a year "1969" that must lie within 1970-9999`],
  ])("of %j names the value and the way out", (text, words) => {
    expect(normal(text)).toContain(words);
  });

  it("never advises what would be refused again", () => {
    const fields = ["0", "0", "1", "1", "1"];
    const value = fc.oneof(fc.nat(8), fc.nat(60));
    fc.assert(
      fc.property(fc.nat(4), value, value, fc.option(fc.nat(60)), fc.boolean(), (place, a, b, step, open) => {
        const item = `${open ? a : `${a}-${b}`}${step === null ? "" : `/${step}`}`;
        const text = fields.with(place, item).join(" ");
        const advice = /write ([\d,/-]+);/.exec(normal(text))?.[1];
        if (advice === undefined) return;
        expect(normal(fields.with(place, advice).join(" ")), `${text}: ${advice}`).toMatch(/^[\d ,/-]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});

it.each([
  ["30 2 * * *", true],
  ["0,30 2-4 * * *", true],
  ["0 30 2 * * *", true],
  ["*/10 30 2 * * *", true],
  ["0 30 2 * * * 2027", true],
  ["*/15 2 * * *", false],
  ["30 */2 * * *", false],
  ["30 * * * *", false],
  ["0 * 2 * * *", false],
])("%s has a fixed time of day: %s", (text, fixed) => {
  expect(isFixedTime(text)).toBe(fixed);
});
