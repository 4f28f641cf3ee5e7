import { describe, expect, it } from "vitest";
import { allTicks, type Written } from "./ticks.ts";

const NEW_YORK = { timezone: "America/New_York" };
const LONDON = { timezone: "Europe/London" };
const LORD_HOWE = { timezone: "Australia/Lord_Howe" };
const SAO_PAULO = { timezone: "America/Sao_Paulo" };
const CASABLANCA = { timezone: "Africa/Casablanca" };
const APIA = { timezone: "Pacific/Apia" };

/** Ticks as their days would show them in UTC: `26T01:00`. */
const short = (tick: string) => tick.slice(8, 16);

describe("where the clocks change", () => {
  it.each<[what: string, written: Written, from: string, to: string, ticks: string[]]>([
    [
      "a lost time runs at the end of the gap",
      { cron: "30 2 * * *", ...NEW_YORK },
      "2026-03-07T12:00Z",
      "2026-03-09T12:00Z",
      ["08T07:00", "09T06:30"],
    ],
    [
      "several lost times run as one",
      { cron: "0,15,30 2 * * *", ...NEW_YORK },
      "2026-03-08T00:00Z",
      "2026-03-08T12:00Z",
      ["08T07:00"],
    ],
    [
      "a lost time joins a tick that is there anyway",
      { cron: "30 2,3 * * *", ...NEW_YORK },
      "2026-03-08T00:00Z",
      "2026-03-08T12:00Z",
      ["08T07:00", "08T07:30"],
    ],
    [
      "gap skip: a lost time does not run",
      { cron: "30 2 * * *", gap: "skip", ...NEW_YORK },
      "2026-03-07T12:00Z",
      "2026-03-09T12:00Z",
      ["09T06:30"],
    ],
    [
      "a time that comes twice runs on the first pass",
      { cron: "30 1 * * *", ...NEW_YORK },
      "2026-11-01T00:00Z",
      "2026-11-02T12:00Z",
      ["01T05:30", "02T06:30"],
    ],
    [
      "fold last: on the second",
      { cron: "30 1 * * *", fold: "last", ...NEW_YORK },
      "2026-11-01T00:00Z",
      "2026-11-02T12:00Z",
      ["01T06:30", "02T06:30"],
    ],
    [
      "fold both: on both",
      { cron: "30 1 * * *", fold: "both", ...NEW_YORK },
      "2026-11-01T00:00Z",
      "2026-11-02T12:00Z",
      ["01T05:30", "01T06:30", "02T06:30"],
    ],
    [
      "an hourly job runs each real hour of the fold",
      { cron: "0 * * * *", ...LONDON },
      "2026-10-24T23:30Z",
      "2026-10-25T03:00Z",
      ["25T00:00", "25T01:00", "25T02:00", "25T03:00"],
    ],
    [
      "an hourly job can be told to run once for each hour shown",
      { cron: "0 * * * *", fold: "first", ...LONDON },
      "2026-10-24T23:30Z",
      "2026-10-25T03:00Z",
      ["25T00:00", "25T02:00", "25T03:00"],
    ],
    [
      "an hourly job has nothing to make up after a gap",
      { cron: "30 * * * *", ...LONDON },
      "2026-03-29T00:00Z",
      "2026-03-29T02:00Z",
      ["29T00:30", "29T01:30"],
    ],
    [
      "every follows real time",
      { every: "45m", ...LONDON },
      "2026-10-25T00:00Z",
      "2026-10-25T03:00Z",
      ["25T00:45", "25T01:30", "25T02:15", "25T03:00"],
    ],
    [
      "Lord Howe loses half an hour",
      { cron: "15 2 * * *", ...LORD_HOWE },
      "2026-10-03T00:00Z",
      "2026-10-04T20:00Z",
      ["03T15:30", "04T15:15"],
    ],
    [
      "Lord Howe repeats half an hour",
      { cron: "45 1 * * *", fold: "both", ...LORD_HOWE },
      "2026-04-04T12:00Z",
      "2026-04-04T20:00Z",
      ["04T14:45", "04T15:15"],
    ],
    [
      "Lord Howe's full hours stay where they are",
      { cron: "0 * * * *", ...LORD_HOWE },
      "2026-04-04T13:30Z",
      "2026-04-04T17:00Z",
      ["04T14:00", "04T15:30", "04T16:30"],
    ],
    [
      "Casablanca goes back for Ramadan",
      { cron: "30 2 * * *", ...CASABLANCA },
      "2026-02-14T12:00Z",
      "2026-02-16T12:00Z",
      ["15T01:30", "16T02:30"],
    ],
    [
      "Casablanca comes back after it",
      { cron: "30 2 * * *", ...CASABLANCA },
      "2026-03-21T12:00Z",
      "2026-03-23T12:00Z",
      ["22T02:00", "23T01:30"],
    ],
    [
      "São Paulo had days that began at one",
      { cron: "0 0 * * *", ...SAO_PAULO },
      "2018-11-03T12:00Z",
      "2018-11-05T12:00Z",
      ["04T03:00", "05T02:00"],
    ],
    [
      "São Paulo had days with two elevens at night",
      { cron: "30 23 * * *", ...SAO_PAULO },
      "2018-02-17T12:00Z",
      "2018-02-19T12:00Z",
      ["18T01:30", "19T02:30"],
    ],
    [
      "a day that Apia skipped is not made up for",
      { cron: "30 2 * * *", ...APIA },
      "2011-12-29T00:00Z",
      "2011-12-31T20:00Z",
      ["29T12:30", "30T12:30", "31T12:30"],
    ],
    [
      "a window opens earlier in real time where a gap comes before it",
      { cron: "*/20 * * * *", between: "03:00-04:00", ...LONDON },
      "2026-03-29T00:00Z",
      "2026-03-29T06:00Z",
      ["29T02:00", "29T02:20", "29T02:40"],
    ],
    [
      "a window opens later in real time where a fold comes before it",
      { cron: "*/20 * * * *", between: "03:00-04:00", ...LONDON },
      "2026-10-24T23:30Z",
      "2026-10-25T06:00Z",
      ["25T03:00", "25T03:20", "25T03:40"],
    ],
    [
      "at moves out of a gap",
      { at: "2026-03-08T02:30", ...NEW_YORK },
      "2026-03-01T00:00Z",
      "2026-04-01T00:00Z",
      ["08T07:00"],
    ],
    [
      "at runs once in a fold",
      { at: "2026-11-01T01:30", ...NEW_YORK },
      "2026-03-01T00:00Z",
      "2027-04-01T00:00Z",
      ["01T05:30"],
    ],
    [
      "at with an offset is an instant",
      { at: "2026-11-01T01:30-05:00", ...NEW_YORK },
      "2026-03-01T00:00Z",
      "2027-04-01T00:00Z",
      ["01T06:30"],
    ],
  ])("%s", (_, written, from, to, ticks) => {
    expect(allTicks(written, from, to).map(short)).toEqual(ticks);
  });
});
