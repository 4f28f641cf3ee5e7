import { describe, expect, it } from "vitest";
import { formatLocal } from "../../../src/scheduler/timetable/local-time.ts";
import { nextTransitions } from "../../../src/scheduler/timetable/transitions.ts";
import { timing, type Written } from "./ticks.ts";

const NOV = Date.UTC(2026, 10, 23);
const LONDON = { timezone: "Europe/London" };

function effects(written: Written, after = NOV): string[] {
  return nextTransitions(timing(written), { after, count: 2 }).map(({ transition, effect, locals }) =>
    [
      new Date(transition.at).toISOString().slice(0, 16),
      effect,
      ...locals.map((local) => formatLocal(local).slice(11)),
    ].join(" "),
  );
}

describe("the next changes of the clocks", () => {
  it.each<[string, Written, string[]]>([
    [
      "move and hold to the first pass",
      { cron: "30 1 * * *", ...LONDON },
      ["2027-03-28T01:00 moved 01:30", "2027-10-31T01:00 first 01:30"],
    ],
    [
      "lose and double as told",
      { cron: "30 1 * * *", gap: "skip", fold: "both", ...LONDON },
      ["2027-03-28T01:00 lost 01:30", "2027-10-31T01:00 both 01:30"],
    ],
    [
      "hold to the last pass",
      { cron: "0,30 1 * * *", fold: "last", ...LONDON },
      ["2027-03-28T01:00 moved 01:00 01:30", "2027-10-31T01:00 last 01:00 01:30"],
    ],
    [
      "do nothing to a time of day far from them",
      { cron: "0 8 * * *", ...LONDON },
      ["2027-03-28T01:00 none", "2027-10-31T01:00 none"],
    ],
    [
      "do nothing to a job of another day",
      { cron: "30 1 * * 1", ...LONDON },
      ["2027-03-28T01:00 none", "2027-10-31T01:00 none"],
    ],
    [
      "let real time go on",
      { cron: "*/30 * * * *", ...LONDON },
      ["2027-03-28T01:00 lost 01:00 01:30", "2027-10-31T01:00 both 01:00 01:30"],
    ],
    ["are nothing to every", { every: "10m", ...LONDON }, ["2027-03-28T01:00 none", "2027-10-31T01:00 none"]],
    [
      "lose what would be moved out of its window",
      { cron: "30 1 * * *", between: "01:00-02:00", ...LONDON },
      ["2027-03-28T01:00 lost 01:30", "2027-10-31T01:00 first 01:30"],
    ],
    [
      "are nothing to what is closed then",
      { cron: "30 1 * * *", exclude: ["2027-10-31"], ...LONDON },
      ["2027-03-28T01:00 moved 01:30", "2027-10-31T01:00 none"],
    ],
    ["are none in UTC", { cron: "@hourly" }, []],
  ])("%s", (_, written, expected) => {
    expect(effects(written)).toEqual(expected);
  });

  it("name only the first few of many times", () => {
    const [gap] = nextTransitions(timing({ cron: "* * * * *", ...LONDON }), { after: NOV, count: 1 });
    expect(gap?.locals.map((local) => formatLocal(local))).toHaveLength(4);
  });

  it("lose a day with all its times where a country skips one", () => {
    const before = Date.UTC(2011, 11, 1);
    expect(effects({ cron: "30 2 * * *", timezone: "Pacific/Apia" }, before)[0]).toBe(
      "2011-12-30T10:00 lost 02:30",
    );
  });
});
