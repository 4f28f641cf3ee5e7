import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import {
  at,
  cron,
  daily,
  every,
  hourly,
  monthly,
  weekdays,
  WEEKDAYS,
  weekly,
} from "../../src/command/schedule-times.ts";

describe("times in words", () => {
  it.each([
    [daily("08:00"), { cron: "0 8 * * *" }],
    [daily("00:00"), { cron: "0 0 * * *" }],
    [daily("23:59"), { cron: "59 23 * * *" }],
    [weekly("SUN", "03:00"), { cron: "0 3 * * SUN" }],
    [weekly(["MON", "THU"], "18:30"), { cron: "30 18 * * MON,THU" }],
    [weekly(["MON", "MON"], "18:30"), { cron: "30 18 * * MON" }],
    [weekdays("08:05"), { cron: "5 8 * * MON-FRI" }],
    [hourly(), { cron: "0 * * * *" }],
    [hourly(15), { cron: "15 * * * *" }],
    [monthly(1, "06:00"), { cron: "0 6 1 * *" }],
    [monthly("last", "23:30"), { cron: "30 23 L * *" }],
    [every("15m"), { every: "15m" }],
    [cron("0 8 * * MON-FRI"), { cron: "0 8 * * MON-FRI" }],
    [at("2026-12-01T09:00"), { at: "2026-12-01T09:00" }],
    [at("2028-02-29T09:00:30"), { at: "2028-02-29T09:00:30" }],
  ])("%#: are %j", (time, expected) => expect(time).toEqual(expected));

  it("spread among the other members of a schedule", () => {
    expect({ ...daily("08:00"), timezone: "Europe/London" }).toEqual({
      cron: "0 8 * * *",
      timezone: "Europe/London",
    });
  });
});

/** As plain JavaScript may call it. */
const js = (value: unknown) => value as never;

describe("what is no time", () => {
  it.each([
    [() => daily("8:00"), 'the time "8:00" must be a time of day from "00:00" to "23:59", such as "08:00"'],
    [() => daily("24:00"), 'the time "24:00" must be a time of day'],
    [() => daily("08:60"), 'the time "08:60" must be a time of day'],
    [() => daily("08:00\n"), "must be a time of day"],
    [
      () => weekly(js("SUNDAY"), "03:00"),
      'weekly: the day "SUNDAY" must be MON, TUE, WED, THU, FRI, SAT, SUN',
    ],
    [() => weekly("SUN", "3"), 'the time "3" must be a time of day'],
    [() => hourly(60), "hourly: the minute 60 must be a whole number from 0 to 59"],
    [() => hourly(1.5), "hourly: the minute 1.5 must be a whole number from 0 to 59"],
    [() => hourly(NaN), "hourly: the minute NaN must be a whole number from 0 to 59"],
    [() => monthly(0, "06:00"), 'monthly: the day 0 must be a whole number from 1 to 31 or "last"'],
    [() => monthly(32, "06:00"), 'monthly: the day 32 must be a whole number from 1 to 31 or "last"'],
    [() => every("soon"), 'every: the interval "soon" must be a duration such as 90s'],
    [() => every("0s"), 'every: the interval "0s" must be a duration such as 90s'],
    [() => every("-5m"), 'every: the interval "-5m" must be a duration such as 90s'],
    [() => cron(" "), 'cron: the expression " " must be a cron expression such as "0 8 * * MON-FRI"'],
    [() => at("2026-02-30T09:00"), 'at: the time "2026-02-30T09:00" must be a local date and time'],
    [() => at("2026-12-01T25:00"), 'at: the time "2026-12-01T25:00" must be a local date and time'],
    [() => at("2026-12-01T09:00Z"), 'such as "2026-12-01T09:00", without a zone'],
    [() => at("2026-12-01"), 'at: the time "2026-12-01" must be a local date and time'],
  ])("%#: is out of range", (make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it.each([
    [() => daily(js(8)), 'the time 8 must be a time of day from "00:00"'],
    [() => weekly([], "03:00"), "weekly: the days [] must be MON, TUE"],
    [() => weekly(js(7), "03:00"), "weekly: the days 7 must be MON, TUE"],
    [() => hourly(js("15")), 'hourly: the minute "15" must be a whole number from 0 to 59'],
    [
      () => monthly(js("first"), "06:00"),
      'monthly: the day "first" must be a whole number from 1 to 31 or "last"',
    ],
    [() => every(js(900)), "every: the interval 900 must be a duration"],
    [() => cron(js(undefined)), "cron: the expression undefined must be a cron expression"],
    [() => at(js(new Date(0))), 'at: the time "1970-01-01T00:00:00.000Z" must be a local date and time'],
  ])("%#: is of the wrong type", (make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  it("holds for every text: a time of day, or a RangeError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{2}:\d{2}$/)), (text) => {
        const [hour = NaN, minute = NaN] = /^\d\d:\d\d$/.test(text) ? text.split(":").map(Number) : [];
        if (hour < 24 && minute < 60) expect(daily(text).cron).toBe(`${minute} ${hour} * * *`);
        else expect(() => daily(text)).toThrow(RangeError);
      }),
    );
  });

  it("holds for every list of days: each once, in the order given", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WEEKDAYS), { minLength: 1 }), (days) => {
        expect(weekly(days, "00:00").cron).toBe(`0 0 * * ${[...new Set(days)].join(",")}`);
      }),
    );
  });
});
