import { describe, expect, it } from "vitest";
import { readTiming } from "../../../src/scheduler/timetable/timing.ts";
import { faults, timing, type Written } from "./ticks.ts";

describe("what is read", () => {
  it("is whole: what nobody wrote is filled in", () => {
    expect(timing({ cron: "@daily" })).toEqual({
      rule: { kind: "cron", expression: "0 0 * * *" },
      timezone: "UTC",
      gap: "next",
      fold: "first",
      between: [],
      unless: [],
      from: null,
      until: null,
      exclude: [],
    });
  });

  it.each<[Written, "next" | "skip", "first" | "both" | "last"]>([
    [{ cron: "30 2 * * *" }, "next", "first"],
    [{ at: "2026-12-01T09:00" }, "next", "first"],
    [{ cron: "*/15 2 * * *" }, "skip", "both"],
    [{ cron: "15 * * * *" }, "skip", "both"],
    [{ every: "15m" }, "skip", "both"],
    [{ cron: "15 * * * *", gap: "next" }, "next", "both"],
    [{ cron: "30 2 * * *", fold: "last" }, "next", "last"],
  ])("%j does %s in a gap and %s in a fold", (written, gap, fold) => {
    expect(timing(written)).toMatchObject({ gap, fold });
  });

  it("keeps windows, bounds and dates as the calculus needs them", () => {
    const written = {
      every: "90s",
      timezone: "Europe/London",
      between: "09:00 - 17:30",
      unless: ["22:00-06:00", "12:00-24:00"],
      from: "2026-07-01",
      until: "2026-12-01 09:00",
      exclude: ["2026-12-25"],
    };
    expect(timing(written)).toMatchObject({
      rule: { kind: "every", ms: 90_000 },
      between: [{ from: 540, to: 1_050 }],
      unless: [
        { from: 1_320, to: 360 },
        { from: 720, to: 1_440 },
      ],
      from: Date.UTC(2026, 5, 30, 23),
      until: Date.UTC(2026, 11, 1, 9),
      exclude: ["2026-12-25"],
    });
  });

  it("reads a bound that a gap swallows as its end, and one of a fold as the first pass", () => {
    const written = { every: "1h", timezone: "Europe/London" };
    expect(timing({ ...written, from: "2026-03-29T01:30" }).from).toBe(Date.UTC(2026, 2, 29, 1));
    expect(timing({ ...written, from: "2026-10-25T01:30" }).from).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(timing({ ...written, from: "2026-10-25T02:00" }).from).toBe(Date.UTC(2026, 9, 25, 2));
  });

  it("is over, and no fault, when all its ticks are past", () => {
    expect(faults({ at: "1999-12-31T23:59" })).toEqual([]);
    expect(faults({ cron: "@daily", until: "2001-01-01" })).toEqual([]);
    expect(faults({ cron: "0 0 0 1 1 * 2005" })).toEqual([]);
  });

  it("takes the zone of the context when it names none", () => {
    const read = readTiming({ at: "2026-12-01T09:00" }, { timezone: "Asia/Tokyo", id: "x" });
    expect(read).toMatchObject({ timing: { timezone: "Asia/Tokyo" } });
  });
});

describe("what is refused, and why", () => {
  const EVERY = "must be a duration from 1s to 3650d, such as 90s, 15m or 1h30m";
  const AT = "must be a local time such as 2026-12-01T09:00, or an instant such as 2026-12-01T09:00Z";
  const ZONE = "must be an IANA name such as Europe/London, or UTC";
  const SPAN = "must be a span of the day such as 09:00-17:30 or 22:00-06:00";
  const REAL_TIME = "means nothing beside every, which follows real time: leave it out";

  it.each<[Written, ...string[]]>([
    [{}, "cron must be given, or every, or at"],
    [{ cron: "@daily", every: "1d" }, 'cron "@daily" cannot stand beside every: give one'],
    [{ every: "1d", at: "x" }, 'every "1d" cannot stand beside at: give one'],
    [{ cron: 5 }, "cron 5 must be text"],
    [{ every: "5 parsecs" }, `every "5 parsecs" ${EVERY}`],
    [{ every: "999ms" }, `every "999ms" ${EVERY}`],
    [{ every: "600w" }, `every "600w" ${EVERY}`],
    [{ at: "tomorrow" }, `at "tomorrow" ${AT}`],
    [{ at: "2026-02-30T09:00" }, `at "2026-02-30T09:00" ${AT}`],
    [{ at: "2026-12-01T25:00" }, `at "2026-12-01T25:00" ${AT}`],
    [{ at: "2026-12-01" }, `at "2026-12-01" ${AT}`],
    [{ cron: "@daily", timezone: "BST" }, `timezone "BST" ${ZONE}`],
    [{ cron: "@daily", timezone: "" }, `timezone "" ${ZONE}`],
    [{ cron: "@daily", timezone: null }, "timezone null must be text"],
    [{ cron: "@daily", gap: "later" }, 'gap "later" must be one of next, skip'],
    [{ cron: "@daily", fold: true }, "fold true must be one of first, both, last"],
    [{ cron: "@daily", between: "9-17" }, `between "9-17" ${SPAN}`],
    [{ cron: "@daily", between: ["09:00-10:00", 5] }, "between 5 must be text, or a list of texts"],
    [{ cron: "@daily", unless: ["09:00-09:00"] }, `unless "09:00-09:00" ${SPAN}`],
    [{ cron: "@daily", unless: ["00:00-24:00"] }, `unless "00:00-24:00" ${SPAN}`],
    [{ cron: "@daily", between: "25:00-26:00" }, `between "25:00-26:00" ${SPAN}`],
    [{ cron: "@hourly", between: Array(49).fill("09:00-10:01") }, "between 49 must be at most 48 spans"],
    [{ cron: "@daily", exclude: Array(1_001).fill("2026-12-25") }, "exclude 1001 must be at most 1000 dates"],
    [{ cron: "@daily", exclude: ["25.12."] }, 'exclude "25.12." must be a local date such as 2026-12-25'],
    [
      { cron: "@daily", from: "soon" },
      'from "soon" must be a local date or time such as 2026-12-01 or 2026-12-01T09:00, or an instant such as 2026-12-01T09:00Z',
    ],
    [
      { cron: "@daily", from: "2026-12-01", until: "2026-12-01" },
      'until "2026-12-01" must be later than from "2026-12-01"',
    ],
    [{ every: "15m", gap: "next", fold: "last" }, `gap "next" ${REAL_TIME}`, `fold "last" ${REAL_TIME}`],
    [
      { every: "x", timezone: "Mars/Base", exclude: "then" },
      `timezone "Mars/Base" ${ZONE}`,
      `every "x" ${EVERY}`,
      'exclude "then" must be a local date such as 2026-12-25',
    ],
  ])("%j", (written, ...messages) => {
    expect(faults(written)).toEqual(messages);
  });

  it.each<[Written, string]>([
    [{ cron: "0 0 31 2 *" }, 'cron "0 0 31 2 *" is never due: no month of any year has such a day'],
    [
      { cron: "0 0 0 29 2 * 2027" },
      'cron "0 0 0 29 2 * 2027" is never due: no month of any year has such a day',
    ],
    [
      { at: "2011-12-30T09:00", timezone: "Pacific/Apia" },
      'at "2011-12-30T09:00" is never due: the clocks of its zone skip it',
    ],
    [
      { cron: "0 8 * * *", from: "2026-12-01", until: "2026-12-01T07:00" },
      'until "2026-12-01T07:00" leaves no tick of cron "0 8 * * *"',
    ],
    [
      { at: "2026-12-01T09:00", from: "2026-12-02" },
      'from "2026-12-02" leaves no tick of at "2026-12-01T09:00"',
    ],
    [
      { cron: "0 8 * * *", between: "09:00-10:00" },
      'between "09:00-10:00" leaves no tick of cron "0 8 * * *"',
    ],
    [{ cron: "0 8 * * *", unless: "07:00-10:00" }, 'unless "07:00-10:00" leaves no tick of cron "0 8 * * *"'],
    [{ every: "24h", between: "09:00-10:00" }, 'between "09:00-10:00" leaves no tick of every "24h"'],
    [
      { at: "2026-12-25T09:00", exclude: ["2026-12-25"] },
      'exclude "2026-12-25" leaves no tick of at "2026-12-25T09:00"',
    ],
  ])("%j has no tick at all", (written, message) => {
    expect(faults(written)).toEqual([message]);
  });

  it("names the key and its value beside the message", () => {
    expect(readTiming({ every: "0s" }, { timezone: "UTC", id: "x" })).toMatchObject({
      problems: [{ field: "every", value: "0s" }],
    });
  });
});
