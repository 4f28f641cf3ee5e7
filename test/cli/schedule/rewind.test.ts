import { describe, expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { due, NOON, notRun, register, settle } from "../../store/build.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);

const HOUR = 3_600_000;
const NOW = NOON + 60_000;

/** `report` ticked while the clock was a day ahead; `greet` did not. */
async function tickAhead(): Promise<void> {
  await project().call("tick");
  const { store } = project();
  const from = (await store.findSchedule("report"))?.watermark ?? 0;
  const to = NOON + 24 * HOUR;
  const missed = notRun(NOON + HOUR, { through: NOON + 20 * HOUR, count: 20 });
  const ticks = [missed, due(NOON + 22 * HOUR, { scheduleId: "report" })];
  await settle(store, { scheduleId: "report", from, to, ticks });
}

describe("errand schedule rewind", () => {
  it("takes back what was settled for later, and says what came of it", async () => {
    await tickAhead();
    const { code, stdout } = await project().call("schedule", "rewind", "report");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^report rests no more: 21 ticks up to 2026-03-02 \d\d:\d\d are taken back, 1 waiting run is skipped\. Next: errand schedule next report\n$/,
    );
    expect(await project().store.findSchedule("report")).toMatchObject({ watermark: NOW });
    expect((await project().call("schedule", "list")).stdout).not.toContain("ahead");
    expect((await project().call("history")).stdout).toContain("the clock was ahead when it was made");
  });

  it("finds those that are ahead, and with --dry-run changes nothing", async () => {
    await tickAhead();
    const { stdout } = await project().call("schedule", "rewind", "--all", "--dry-run");
    expect(stdout).toMatch(
      /^report rests until 2026-03-02 \d\d:\d\d, as it ticked while the clock was ahead\n$/,
    );
    expect(await project().store.findSchedule("report")).toMatchObject({ watermark: NOON + 24 * HOUR });
    expect(await project().json("schedule", "rewind", "--all")).toMatchObject({
      schedules: [
        { scheduleId: "report", until: "2026-03-02T12:00:00.000Z", rewound: { ticks: 21, withdrawn: 1 } },
      ],
    });
    expect(await project().call("schedule", "rewind", "--all")).toMatchObject({
      code: 0,
      stderr: "errand: no schedule is ahead. Next: errand schedule list\n",
    });
  });

  it("wants a name or --all", async () => {
    await register(project().store, []);
    for (const words of [[], ["report", "--all"]])
      expect(await project().call("schedule", "rewind", ...words)).toMatchObject({
        code: 2,
        stderr: "errand: rewind wants either the name of a schedule or --all. Next: errand schedule list\n",
      });
  });
});
