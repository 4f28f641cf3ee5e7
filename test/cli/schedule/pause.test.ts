import { describe, expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { NOON } from "../../store/build.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);

const HOUR = 3_600_000;
const NOW = NOON + 60_000;

const pauseOf = async (id: string) => (await project().store.findSchedule(id))?.pause;

describe("errand schedule pause", () => {
  it("pauses what nothing ticked yet, and registers what is written with it", async () => {
    const { code, stdout } = await project().call("schedule", "pause", "report", "--reason", "moving house");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^report is paused by \S+ since \d\d:\d\d:\d\d until it is resumed: moving house\. Next: errand schedule resume report\n$/,
    );
    expect(await pauseOf("report")).toMatchObject({ at: NOW, reason: "moving house", until: null });
    expect((await project().store.schedules()).map(({ schedule }) => schedule.id)).toEqual([
      "greet",
      "report",
      "report-weekly",
    ]);
    const list = await project().call("schedule", "list");
    expect(list.stdout).toMatch(/^ *- +- .*report .*paused$/m);
    expect(list.stdout).toMatch(/^report is paused by \S+ since .* until it is resumed: moving house$/m);
  });

  it.each([
    [["--for", "2h"], NOW + 2 * HOUR],
    [["--until", "2026-03-02T08:00Z"], Date.parse("2026-03-02T08:00Z")],
  ])("%j ends by itself", async (flags, until) => {
    await project().call("schedule", "pause", "report", ...flags);
    expect(await pauseOf("report")).toMatchObject({ until });
    await project().clock.advance(until - NOW);
    expect((await project().call("schedule", "resume", "report")).stderr).toContain("report is not paused");
  });

  it("takes the command's name when it has one schedule, and asks which when it has several", async () => {
    expect((await project().call("schedule", "pause", "greet")).code).toBe(0);
    const { store } = project();
    const report = (await store.findSchedule("report"))?.schedule;
    await store.addSchedule({ ...report!, id: "x", command: "tidy", source: "dynamic" }, NOON);
    expect((await project().call("schedule", "pause", "tidy")).stdout).toMatch(/^x is paused/);
    await store.addSchedule({ ...report!, id: "y", command: "tidy", source: "dynamic" }, NOON);
    expect(await project().call("schedule", "pause", "tidy")).toMatchObject({
      code: 2,
      stderr: "errand: tidy has 2 schedules, x and y: name one. Next: errand schedule list\n",
    });
  });

  it.each([
    [["repotr"], 'there is no schedule "repotr"; did you mean "report"? Next: errand schedule pause report'],
    [["nothing-like-it"], 'there is no schedule "nothing-like-it". Next: errand schedule list'],
    [["wrong"], 'schedule "wrong": overlap "never" must be one of'],
    [["broken"], "commands/broken.ts does not load: at the top"],
    [["report", "--until", "2d"], '--until "2d" must be a time to come such as 2026-12-01'],
    [["report", "--until", "2020-01-01"], '--until "2020-01-01" must be a time to come'],
    [["report", "--for", "soon"], '--for "soon" must be a duration such as'],
    [["report", "--for", "1h", "--until", "2027-01-01"], "cannot be used with"],
    [[], "NAME is missing"],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await project().call("schedule", "pause", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Next: errand schedule");
    expect(await project().store.schedules()).toEqual([]);
  });
});

describe("errand schedule resume", () => {
  it("says first what was skipped and that nothing of it starts, then ends the pause", async () => {
    await project().call("schedule", "pause", "greet");
    await project().clock.advance(3 * HOUR);
    const { code, stdout } = await project().call("schedule", "resume", "greet");
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^greet was paused by .*; 3 ticks fell into it and stay skipped$/);
    expect(lines[1]).toMatch(/^nothing starts now; the next tick is at \d\d:00:00$/);
    expect(lines[2]).toBe("greet is resumed");
    expect(await pauseOf("greet")).toMatchObject({ until: NOW + 3 * HOUR });
  });

  it("only says it with --dry-run", async () => {
    await project().call("schedule", "pause", "greet");
    const { stdout } = await project().call("schedule", "resume", "greet", "--dry-run");
    expect(stdout).toContain("no tick fell into it");
    expect(stdout).not.toContain("greet is resumed");
    expect(await pauseOf("greet")).toMatchObject({ until: null });
  });

  it("names the environment where its schedule does not run anyway", async () => {
    await project().call("schedule", "pause", "report-weekly");
    const { stdout } = await project().call("schedule", "resume", "report-weekly");
    expect(stdout).toContain('nothing starts: it runs only in production, and this is "test"');
  });

  it("leaves no more than a thousand ticks to be counted", async () => {
    await project().call("schedule", "pause", "greet");
    await project().clock.advance(1_001 * HOUR);
    expect((await project().call("schedule", "resume", "greet")).stdout).toContain(
      "more than 1000 ticks fell into it",
    );
  });
});

it("gives the schedule as JSON, paused and resumed", async () => {
  const paused = JSON.parse(
    (await project().call("schedule", "pause", "greet", "--for", "1h", "--json")).stdout,
  );
  expect(paused.schedule).toMatchObject({
    id: "greet",
    pause: { until: "2026-03-01T13:01:00.000Z", reason: null },
  });
  const resumed = JSON.parse((await project().call("schedule", "resume", "greet", "--json")).stdout);
  expect(resumed.schedule).toMatchObject({ id: "greet", pause: null });
});
