import { describe, expect, it, vi, afterEach } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { NOON, started } from "../../store/build.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);
afterEach(() => {
  vi.unstubAllEnvs();
});

const schedule = (...words: string[]) => project().call("schedule", ...words);

async function runs() {
  const page = await project().store.listRuns({}, { limit: 50 });
  return page.runs.toReversed();
}

describe("errand schedule run", () => {
  it("runs now what a tick would, with the schedule's args, for a person", async () => {
    expect((await schedule("run", "report")).code).toBe(0);
    expect(await runs()).toMatchObject([
      {
        command: "report",
        args: { stage: "b" },
        trigger: "manual",
        scheduleId: "report",
        scheduledFor: null,
        state: "succeeded",
      },
    ]);
  });

  it("says of a run from a crontab that it is one", async () => {
    await schedule("run", "--trigger", "crontab", "--quiet", "--", "report");
    expect(await runs()).toMatchObject([{ trigger: "crontab", scheduleId: "report" }]);
  });

  it("lays changed flags over them, and takes runner flags before the name", async () => {
    await schedule("run", "--tag", "by-hand", "report", "--stage", "a");
    expect(await runs()).toMatchObject([{ args: { stage: "a" }, tags: ["by-hand"] }]);
  });

  it("says where runner flags stand that were typed behind the name, of a retry's run too", async () => {
    const slip = await schedule("run", "report", "--timeout", "1s", "--quiet");
    expect(slip).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "Next: errand schedule run --timeout 1s --quiet report, as errand's own flags stand before the name",
      ),
    });
    await schedule("run", "report");
    const again = await project().call("retry", "last", "--edit");
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining("Next: errand retry --edit last, as"),
    ]);
  });

  it("runs a program with the schedule's folder, variables and stdin", async () => {
    const { code, stdout } = await schedule("run", "greet");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "in\nhello\n" });
    expect(await runs()).toMatchObject([{ command: "greet", scheduleId: "greet", args: { program: "sh" } }]);
  });

  it("is repeated as it was run: in the schedule's folder, with its variables and stdin", async () => {
    const from = ["--from", "2026-03-01T11:00Z", "--to", "2026-03-01T11:01Z"];
    expect((await schedule("backfill", "greet", ...from)).code).toBe(0);
    const { code, stdout } = await project().call("retry", "last");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "in\nhello\n" });
    const [tick, again] = await runs();
    expect(again).toMatchObject({
      trigger: "retry",
      parentId: tick?.id,
      scheduleId: "greet",
      scheduledFor: Date.parse("2026-03-01T11:00Z"),
    });
    const { run } = JSON.parse((await project().call("show", "last", "--json")).stdout);
    expect(run).toMatchObject({ lateMs: null });
  });

  it("is excluded by whatever else runs of it", async () => {
    await started(project().store, {
      command: "report",
      key: "report",
      now: NOON + 60_000,
      pid: process.pid,
    });
    await schedule("run", "--overlap", "skip", "report");
    expect((await runs())[1]).toMatchObject({
      state: "skipped",
      scheduleId: "report",
      concurrencyKey: "report",
    });
  });

  it.each([
    [["run", "repotr"], 2, 'did you mean "report"?'],
    [["run", "greet", "--loud"], 2, "schedule greet runs a program, which errand knows no flags of"],
    [["run", "report", "--stage", "z"], 2, '--stage "z" must be one of a, b'],
    [["run"], 2, "errand schedule run needs to know what"],
  ])("%j is refused", async (words, exit, message) => {
    const { code, stderr } = await schedule(...words);
    expect(code).toBe(exit);
    expect(stderr).toContain(message);
    expect(await runs()).toEqual([]);
  });

  it("explains itself, and the flags of the command behind its name", async () => {
    expect((await schedule("run", "--help")).stdout).toContain(
      "Usage: errand schedule run [runner flags] NAME",
    );
    expect((await schedule("run", "report", "--help")).stdout).toContain("--stage CHOICE");
  });
});

describe("errand schedule backfill", () => {
  const SPAN = ["--from", "2026-02-26T00:00Z", "--to", "2026-03-01T00:00Z"];
  const TICKS = ["2026-02-26T08:00:00.000Z", "2026-02-27T08:00:00.000Z", "2026-02-28T08:00:00.000Z"];
  const ticksRun = async () =>
    (await runs()).map(({ scheduledFor }) => new Date(scheduledFor ?? 0).toISOString());

  it("says what it would run, and with --dry-run no more", async () => {
    const { code, stdout } = await schedule("backfill", "report", ...SPAN, "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toBe(
      `would run 3 ticks from Thu 2026-02-26 08:00 to Sat 2026-02-28 08:00 of report (UTC)\n`,
    );
    expect(await runs()).toEqual([]);
    const json = JSON.parse((await schedule("backfill", "report", ...SPAN, "--dry-run", "--json")).stdout);
    expect(json).toEqual({ v: 1, scheduleId: "report", ticks: TICKS, succeeded: 0 });
  });

  it("runs each tick in order, as of its own instant", async () => {
    const { code } = await schedule("backfill", "report", ...SPAN);
    expect(code).toBe(0);
    expect(await ticksRun()).toEqual(TICKS);
    expect((await runs())[0]).toMatchObject({
      trigger: "catch_up",
      scheduleId: "report",
      args: { stage: "b" },
      result: { at: TICKS[0] },
    });
  });

  it("stops at the first that fails, says what is left, and goes on there the next time", async () => {
    vi.stubEnv("FAIL_AT", TICKS[1]);
    const first = await schedule("backfill", "report", ...SPAN);
    expect(first.code).toBe(1);
    expect(first.stderr).toContain("1 tick left; the same call goes on where it stopped");
    expect(await ticksRun()).toEqual(TICKS.slice(0, 2));
    vi.unstubAllEnvs();
    const second = await schedule("backfill", "report", ...SPAN);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(
      `runs 2 ticks from Fri 2026-02-27 08:00 to Sat 2026-02-28 08:00 of report (UTC); 1 succeeded and stays`,
    );
    expect(await ticksRun()).toEqual([TICKS[0], TICKS[1], TICKS[1], TICKS[2]]);
    expect((await schedule("backfill", "report", ...SPAN)).stdout).toBe(
      "nothing to do for report; 3 succeeded and stay\n",
    );
  });

  it("goes on with --keep-going, and says each failure once", async () => {
    vi.stubEnv("FAIL_AT", TICKS[1]);
    const { code, stderr } = await schedule("backfill", "report", ...SPAN, "--keep-going");
    expect(code).toBe(1);
    expect(await ticksRun()).toEqual(TICKS);
    expect(stderr.split("report failed")).toHaveLength(2);
  });

  it("leaves a tick alone that a retry made good", async () => {
    vi.stubEnv("FAIL_AT", TICKS[1]);
    await schedule("backfill", "report", ...SPAN, "--keep-going");
    vi.unstubAllEnvs();
    const failed = (await runs())[1];
    expect((await project().call("retry", failed?.id ?? "")).code).toBe(0);
    expect((await runs()).at(-1)).toMatchObject({
      trigger: "retry",
      scheduleId: "report",
      scheduledFor: failed?.scheduledFor,
      args: { stage: "b" },
      result: { at: TICKS[1] },
    });
    expect((await schedule("backfill", "report", ...SPAN)).stdout).toBe(
      "nothing to do for report; 3 succeeded and stay\n",
    );
  });

  it("leaves the future alone", async () => {
    const { stdout } = await schedule(
      "backfill",
      "report",
      "--from",
      "1h",
      "--to",
      "2027-01-01",
      "--dry-run",
    );
    expect(stdout).toBe("nothing to do for report: no tick fell into that time\n");
  });

  it.each([
    [["report"], "--from TIME is required"],
    [["report", "--from", "soon"], '--from "soon" is no time'],
    [["report", "--from", "2027-01-01"], '--from "2027-01-01" must lie before --to, and both before now'],
    [["greet", "--from", "365d"], "greet has more than 1000 ticks in that time"],
    [["repotr", "--from", "1d"], 'did you mean "report"?'],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await schedule("backfill", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(await runs()).toEqual([]);
  });
});
