import { fc } from "../../properties.ts";
import { expect, it } from "vitest";
import { describeRule } from "../../../src/scheduler/timetable/describe-rule.ts";
import { anyCron } from "./any-timing.ts";
import { timing, type Written } from "./ticks.ts";

it.each([
  ["0 8 * * 1-5", "at 08:00, Monday to Friday"],
  ["@daily", "at 00:00"],
  ["@hourly", "every hour"],
  ["* * * * *", "every minute"],
  ["* * * * * *", "every second"],
  ["*/15 * * * *", "every 15 minutes"],
  ["*/7 * * * *", "every 7 minutes from the hour on"],
  ["7-59/15 * * * *", "at 7, 22, 37 and 52 minutes past the hour"],
  ["15 * * * *", "at 15 minutes past the hour"],
  ["0 */2 * * *", "every 2 hours"],
  ["0 */1 * * *", "every hour"],
  ["10-20 * * * *", "minutes 10 to 20 past the hour"],
  ["0 */5 * * *", "every 5 hours from midnight"],
  ["30 */6 * * *", "at 30 minutes past the hour, every 6 hours"],
  ["0 8,20 * * *", "at 08:00 and 20:00"],
  ["0,30 2,3 * * *", "at 02:00, 02:30, 03:00 and 03:30"],
  ["0 22-23,0-2 * * *", "at 00:00, 01:00, 02:00, 22:00 and 23:00"],
  ["0 8-17 * * *", "every hour, between 08:00 and 17:00"],
  ["*/15 8-17 * * MON-FRI", "every 15 minutes, between 08:00 and 17:59, Monday to Friday"],
  ["*/5 8-17/3 * * *", "every 5 minutes, in the hours 8, 11, 14 and 17"],
  ["*/10 30 2 * * *", "every 10 seconds, at 30 minutes past the hour, between 02:00 and 02:59"],
  ["30 17 L * *", "at 17:30 on the last day of the month"],
  ["0 9 LW * *", "at 09:00 on the last working day of the month"],
  ["0 9 1,15W * *", "at 09:00 on the 1st and the working day nearest to the 15th of the month"],
  ["0 0 1-7,22 * *", "at 00:00 on the 1st to the 7th and the 22nd of the month"],
  ["0 0 */2 * *", "at 00:00 on every 2nd day from the 1st of the month"],
  ["0 0 3-13/5 * *", "at 00:00 on every 5th day from the 3rd to the 13th of the month"],
  ["0 12 1 * 1", "at 12:00 on the 1st of the month, or on Monday"],
  ["0 12 1 6 1,3", "at 12:00 on the 1st of June, or on Monday and Wednesday in June"],
  ["0 12 1 * +1", "at 12:00 on the 1st of the month if that is Monday"],
  ["0 0 * * 1#1", "at 00:00 on the first Monday of the month"],
  ["0 0 * * FRIL", "at 00:00 on the last Friday of the month"],
  ["0 0 * * 1,5L", "at 00:00 on Monday and the last Friday of the month"],
  ["0 0 15 * 2#5", "at 00:00 on the 15th of the month, or on the fifth Tuesday of the month"],
  ["0 0 * * 1-5/2", "at 00:00, Monday, Wednesday and Friday"],
  ["0 0 29 2 *", "at 00:00 on the 29th of February"],
  ["0 0 1 */3 *", "at 00:00 on the 1st of January, April, July and October"],
  ["15 10 * 6-8 1,3", "at 10:15, Monday and Wednesday, in June to August"],
  ["*/15 * 1 * *", "every 15 minutes, on the 1st of the month"],
  ["0 0 0 11 * * 2060,2062", "at 00:00 on the 11th of the month, in 2060 and 2062"],
])("%s: %s", (cron, words) => {
  expect(describeRule(timing({ cron }))).toBe(words);
});

it.each<[Written, string]>([
  [{ every: "15m" }, "every 15 minutes"],
  [{ every: "60s" }, "every minute"],
  [{ every: "90m" }, "every 1 hour 30 minutes"],
  [{ every: "1d" }, "every day"],
  [{ at: "2026-12-01T09:00" }, "once, at 2026-12-01 09:00"],
  [{ at: "2026-07-01T09:00Z", timezone: "Europe/London" }, "once, at 2026-07-01 10:00"],
  [{ cron: "@hourly", between: "09:00-17:30" }, "every hour, only 09:00-17:30"],
  [
    { cron: "@hourly", unless: ["22:00-24:00", "00:00-06:00"] },
    "every hour, not 22:00-24:00 and 00:00-06:00",
  ],
  [
    { cron: "@daily", from: "2026-12-01", until: "2027-01-01T09:30" },
    "at 00:00, from 2026-12-01 00:00, until 2027-01-01 09:30",
  ],
  [{ cron: "@daily", exclude: ["2026-12-25", "2026-12-26"] }, "at 00:00, not on 2026-12-25 and 2026-12-26"],
  [
    { cron: "@daily", exclude: ["2026-12-24", "2026-12-25", "2026-12-26", "2027-12-24", "2027-12-25"] },
    "at 00:00, not on 2026-12-24, 2026-12-25, 2026-12-26 and 2 more",
  ],
])("%j: %s", (written, words) => {
  expect(describeRule(timing(written))).toBe(words);
});

it("says how much later a jitter may start it", () => {
  expect(describeRule({ ...timing({ cron: "@daily" }), jitterMs: 90_000 })).toBe(
    "at 00:00, up to 1 minute 30 seconds later",
  );
  expect(describeRule({ ...timing({ cron: "@daily" }), jitterMs: 0 })).toBe("at 00:00");
});

it("has words for every expression, without a hole in them", () => {
  fc.assert(
    fc.property(anyCron(), (cron) => {
      const words = describeRule(timing({ cron }));
      expect(words).toMatch(/^(at|every|minutes) /);
      expect(words).not.toMatch(/undefined|NaN|  |null|,,|#/);
    }),
    { numRuns: 1_000 },
  );
});
