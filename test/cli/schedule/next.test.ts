import { describe, expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { SITE } from "./site.ts";

/** It is 2026-03-01T12:01:00Z. */
const project = useProjectWith(SITE);

const next = (...words: string[]) => project().call("schedule", "next", ...words);

async function ticks(...words: string[]): Promise<string[]> {
  const { stdout } = await next(...words, "--json");
  const answer = JSON.parse(stdout) as { v: number; ticks: string[] };
  expect(Object.keys(answer)).toEqual(["v", "ticks"]);
  return answer.ticks;
}

describe("next, of a rule that is typed", () => {
  it("gives five from now", async () => {
    expect(await ticks("--cron", "0 */6 * * *", "--timezone", "UTC")).toEqual([
      "2026-03-01T18:00:00.000Z",
      "2026-03-02T00:00:00.000Z",
      "2026-03-02T06:00:00.000Z",
      "2026-03-02T12:00:00.000Z",
      "2026-03-02T18:00:00.000Z",
    ]);
  });

  it("begins after --from and goes on up to --to", async () => {
    const span = ["--from", "2026-03-28T08:00Z", "--to", "2026-03-30T07:00Z"];
    expect(await ticks("--cron", "0 8 * * *", "--timezone", "Europe/London", ...span)).toEqual([
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
  });

  it("takes times without an offset as those of the zone, and --to as a length", async () => {
    const span = ["--from", "2026-03-29", "--to", "1d"];
    expect(await ticks("--cron", "0 */12 * * *", "--timezone", "Asia/Tokyo", ...span)).toEqual([
      "2026-03-29T03:00:00.000Z",
      "2026-03-29T15:00:00.000Z",
    ]);
  });

  it("gives all of a span, or so many", async () => {
    const span = ["--every", "1m", "--from", "2026-03-29T00:00Z", "--to", "2026-03-30T00:00Z"];
    expect(await ticks(...span)).toHaveLength(1_440);
    expect(await ticks(...span, "--count", "2")).toEqual([
      "2026-03-29T00:01:00.000Z",
      "2026-03-29T00:02:00.000Z",
    ]);
  });

  it("shows people the clocks of the zone beside the instant", async () => {
    const { stdout } = await next("--cron", "0 8 * * *", "--timezone", "America/New_York", "-n", "1");
    expect(stdout).toBe("Sun 2026-03-01 08:00  2026-03-01T13:00:00.000Z  in 59m\n");
  });

  it("says so when there is none", async () => {
    const { stdout, stderr, code } = await next("--cron", "0 0 0 1 1 * 2005", "--timezone", "UTC");
    expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
    expect(stderr).toContain("no tick of at 00:00 on the 1st of January, in 2005 (UTC) falls into that time");
    expect(await ticks("--cron", "0 0 0 1 1 * 2005", "--from", "2004-06-01T00:00Z")).toHaveLength(1);
  });

  it.each([
    [
      [],
      "errand: give the name of a schedule, or a rule with --cron or --every. Next: errand schedule next --help",
    ],
    [["--timezone", "UTC"], "give the name of a schedule, or a rule with --cron or --every. Next: "],
    [["--cron", "60 * * * *"], 'cron "60 * * * *" has a minute "60" that must lie within 0-59'],
    [["--every", "1h", "--from", "soon"], '--from "soon" is no time'],
    [["--every", "1h", "--to", "2020-01-01"], '--to "2020-01-01" must be later than --from'],
    [["--every", "1h", "--count", "0"], '--count "0" must be a whole number from 1 to 100000'],
    [
      ["report", "--cron", "@daily"],
      "give the name of a schedule, or a rule with --cron or --every, not both",
    ],
    [["--every", "1h", "--count", "0"], "Next: errand schedule next --help"],
    [["--evry", "1h"], "Next: errand schedule next --help"],
  ])("%j is refused with exit 2", async (words, message) => {
    const { code, stdout, stderr } = await next(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("next, of a schedule", () => {
  it("is found by its name", async () => {
    expect(await ticks("report", "--count", "2")).toEqual([
      "2026-03-02T08:00:00.000Z",
      "2026-03-03T08:00:00.000Z",
    ]);
  });

  it("says what keeps it from running", async () => {
    await project().call("schedule", "pause", "report", "--reason", "moving");
    expect((await next("report")).stderr).toContain("report is paused by");
    expect((await next("report-weekly")).stderr).toContain(
      "report-weekly runs only in production, and this is test",
    );
  });

  it("of a name that nobody has is refused", async () => {
    const { code, stderr } = await next("repotr");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'errand: there is no schedule "repotr"; did you mean "report"? Next: errand schedule next report\n',
    });
  });
});
