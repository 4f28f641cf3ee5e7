import { describe, expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { SITE } from "./site.ts";

/** It is 2026-03-01T12:01:00Z. */
const project = useProjectWith(SITE);

const explain = (...words: string[]) => project().call("schedule", "explain", ...words);

describe("explain", () => {
  it("says an expression in words, when it is next due, and what happens when the clocks change", async () => {
    const { stdout, code } = await explain("30 01 * * MON-FRI,SUN", "--timezone", "Europe/London");
    expect({ code, lines: stdout.split("\n") }).toEqual({
      code: 0,
      lines: [
        "at 01:30, Monday to Friday and Sunday (Europe/London)",
        "normal form  30 1 * * 1-5,0",
        "next         Mon 2026-03-02 01:30  2026-03-02T01:30:00.000Z  in 13h 29m",
        "             Tue 2026-03-03 01:30  2026-03-03T01:30:00.000Z  in 1d 13h",
        "             Wed 2026-03-04 01:30  2026-03-04T01:30:00.000Z  in 2d 13h",
        "             Thu 2026-03-05 01:30  2026-03-05T01:30:00.000Z  in 3d 13h",
        "             Fri 2026-03-06 01:30  2026-03-06T01:30:00.000Z  in 4d 13h",
        "clocks       2026-03-29 01:00 → 02:00: 01:30 is left out, and runs at 02:00",
        "             2026-10-25 02:00 → 01:00: 01:30 comes twice, and runs the first time",
        "",
      ],
    });
  });

  it.each([
    [
      "*/10 * * * *",
      "01:00, 01:10, 01:20 and others are left out, and do not run",
      "come twice, and run both times",
    ],
    [
      "0,30 1 * * *",
      "01:00 and 01:30 are left out, and run once at 02:00",
      "come twice, and run the first time",
    ],
    ["0 8 * * *", ": no tick stands there", ": no tick stands there"],
  ])("words the clocks for %s", async (cron, gap, fold) => {
    const { stdout } = await explain(cron, "--timezone", "Europe/London");
    const [first, second] = stdout.split("\n").filter((line) => line.includes("→"));
    expect(first).toContain(gap);
    expect(second).toContain(fold);
  });

  it("explains an interval, which has no use for clocks", async () => {
    const { stdout } = await explain("--every", "90m", "--timezone", "Europe/London");
    expect(stdout).toContain("every 1 hour 30 minutes (Europe/London)\nnext         Sun 2026-03-01 13:30");
    expect(stdout).toContain("2026-03-29 01:00 → 02:00: real time goes on");
    expect((await explain("--every", "1h", "--timezone", "UTC")).stdout).toContain(
      "clocks       do not change\n",
    );
  });

  it("says what H stands for, by the id", async () => {
    const { stdout } = await explain("H H * * *", "--id", "essays:publish", "--timezone", "UTC");
    expect(stdout).toContain("normal form  4 8 * * *");
  });

  it("explains a schedule by its name", async () => {
    expect((await explain("report")).stdout).toContain("at 08:00 (UTC)\nnormal form  0 8 * * *\n");
    expect((await explain("wrong")).stderr).toContain('schedule "wrong": overlap "never" must be one of');
  });

  it("says that a rule is over", async () => {
    expect((await explain("0 0 0 1 1 * 2005")).stdout).toContain("next         never again\n");
  });

  it("gives the same as JSON", async () => {
    const { stdout } = await explain("*/20 1 * * *", "--timezone", "Europe/London", "--json");
    expect(JSON.parse(stdout)).toEqual({
      v: 1,
      words: "every 20 minutes, between 01:00 and 01:59",
      rule: { kind: "cron", expression: "*/20 1 * * *" },
      timezone: "Europe/London",
      gap: "skip",
      fold: "both",
      ticks: [
        "2026-03-02T01:00:00.000Z",
        "2026-03-02T01:20:00.000Z",
        "2026-03-02T01:40:00.000Z",
        "2026-03-03T01:00:00.000Z",
        "2026-03-03T01:20:00.000Z",
      ],
      transitions: [
        {
          at: "2026-03-29T01:00:00.000Z",
          offsetBeforeMinutes: 0,
          offsetAfterMinutes: 60,
          effect: "lost",
          locals: ["2026-03-29T01:00:00", "2026-03-29T01:20:00", "2026-03-29T01:40:00"],
        },
        {
          at: "2026-10-25T01:00:00.000Z",
          offsetBeforeMinutes: 60,
          offsetAfterMinutes: 0,
          effect: "both",
          locals: ["2026-10-25T01:00:00", "2026-10-25T01:20:00", "2026-10-25T01:40:00"],
        },
      ],
    });
  });

  it.each([
    [
      ["0/15 * * * *"],
      'cron "0/15 * * * *" has a minute "0/15" that needs a range before its step: write 0-59/15;',
    ],
    [["0 0 31 2 *"], 'cron "0 0 31 2 *" is never due: no month of any year has such a day.'],
    [["@daily", "--timezone", "BST"], 'timezone "BST" must be an IANA name such as Europe/London, or UTC.'],
    [["--every", "5"], 'every "5" must be a duration from 1s to 3650d'],
    [["@daily", "--every", "5m"], 'cron "@daily" cannot stand beside every: give one.'],
    [["dailly"], 'cron "dailly" has 1 field'],
    [["daily"], 'cron "daily" is no expression: did you mean @daily?'],
    [[], "give an expression such as"],
  ])("%j is refused in one line with exit 2", async (words, message) => {
    const { code, stdout, stderr } = await explain(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`errand: ${message}`);
    expect(stderr).toMatch(/^[^\n]+ Next: errand schedule explain --help\n$/);
  });
});
