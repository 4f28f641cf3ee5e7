import { beforeEach, describe, expect, it } from "vitest";
import { ownIdentity } from "../../src/runner/process-identity.ts";
import type { ErrandProcess } from "../../src/store/work-store.ts";
import { NOON, owner, schedule, settle } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const MINUTE = 60_000;

const scheduler = (wish: Partial<ErrandProcess> = {}): ErrandProcess => ({
  id: "a",
  kind: "scheduler",
  queues: null,
  owner: ownIdentity(),
  startedAt: NOON,
  heartbeatAt: NOON + 57_000,
  stoppedAt: null,
  ...wish,
});

const rule = { kind: "every", ms: 15 * MINUTE } as const;

/** It is a minute past noon; one schedule is due every quarter of an hour. */
beforeEach(async () => {
  await project().store.addSchedule(schedule({ source: "dynamic", rule }), NOON);
});

describe("status, of schedules", () => {
  it("is content with a scheduler that lives, and tells who and what comes next", async () => {
    await project().store.beat(scheduler());
    const { stdout, code } = await project().call("status");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(String.raw`^scheduler {6}pid ${process.pid} on \S+, started 1m ago, heard of 3s ago$`, "m"),
    );
    expect(stdout).toMatch(/^next\n( {2}\S+ {2}essays:check\n){5}\n/m);
    expect(stdout).toContain("Next:          errand history\n");
  });

  it("fails while one rests because the clock was ahead, and says how to take that back", async () => {
    await project().store.beat(scheduler());
    await settle(project().store, { from: NOON, to: NOON + 3_600_000, ticks: [] });
    const { stdout, code } = await project().call("status");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^resting, since the clock was ahead when they ticked\n {2}essays:check until \S+. Next: errand schedule rewind essays:check$/m,
    );
    expect(await project().json("status")).toMatchObject({
      schedules: { ahead: [{ scheduleId: "essays:check", until: "2026-03-01T13:00:00.000Z" }] },
    });
  });

  it.each([
    ["a scheduler that died", scheduler({ owner: owner(1) }), NOON + 91_000],
    ["a scheduler that stopped", scheduler({ stoppedAt: NOON }), NOON + 60_000],
    ["a crontab line that is gone", scheduler({ kind: "tick" }), NOON + 57_000 + 2 * MINUTE],
  ])("fails after %s, and leads to errand start", async (_, process, now) => {
    await project().store.beat(process);
    await project().clock.advance(now - project().clock.now() + 60_000);
    const { stdout, code } = await project().call("status");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^scheduler {6}nothing ticks: .* (?:stopped|was last heard of) at 2026-03-01 \d\d:00:\d\d$/m,
    );
    expect(stdout).toContain("Next:          errand start\n");
  });

  it("fails while a scheduler lives and has not been heard of for minutes", async () => {
    await project().store.beat(scheduler());
    await project().clock.advance(7 * MINUTE);
    const { stdout, code } = await project().call("status");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(
        String.raw`^scheduler {6}nothing ticks: .*pid ${process.pid} on \S+, lives, but has not been heard of for 7m$`,
        "m",
      ),
    );
    const { scheduler: told } = JSON.parse((await project().call("status", "--json")).stdout);
    expect(told).toMatchObject({ alive: false, processes: [] });
  });

  it("is content with a crontab line that ticked lately", async () => {
    await project().store.beat(scheduler({ kind: "tick", owner: owner(1) }));
    const { stdout, code } = await project().call("status");
    expect(code).toBe(0);
    expect(stdout).toContain("scheduler      errand tick on web-1, ticked 3s ago\n");
  });

  it("fails before anything ever ticked", async () => {
    const { stdout, code } = await project().call("status");
    expect(code).toBe(1);
    expect(stdout).toContain("scheduler      nothing ticks, and nothing ever did\n");
  });

  it("asks nothing of a scheduler where no schedule is for this environment", async () => {
    const { store } = project();
    await store.removeSchedule("essays:check", NOON);
    expect((await project().call("status")).code).toBe(0);
    await store.addSchedule(schedule({ id: "live", source: "dynamic", environments: ["production"] }), NOON);
    const { stdout, code } = await project().call("status");
    expect(code).toBe(0);
    expect(stdout).not.toContain("scheduler");
    expect((await project().callWith({ env: { ERRAND_ENV: "production" } }, "status")).code).toBe(1);
  });

  it("tells what is paused, by whom and until when", async () => {
    const pause = { at: NOON, by: "ada", reason: "moving house", until: null };
    await project().store.pauseSchedule("essays:check", pause);
    const { stdout } = await project().call("status");
    expect(stdout).toMatch(
      /^paused\n {2}essays:check paused by ada since \S+ until it is resumed: moving house\n/m,
    );
    expect(stdout).not.toMatch(/^next$/m);
  });

  it("tells what is written and cannot be scheduled", async () => {
    project().write(
      "errand.config.ts",
      'export default { schedules: [{ exec: ["true"], name: "nothing" }] };\n',
    );
    expect((await project().call("status")).stdout).toMatch(/^not scheduled\n {2}errand\.config\.ts: .*\n/m);
  });

  it("still tells of what is registered when the commands cannot be told apart", async () => {
    for (const end of ["ts", "js"]) project().write(`commands/twice.${end}`, "export default {};\n");
    const { stdout } = await project().call("status");
    expect(stdout).toMatch(/^not scheduled\n {2}.*twice/m);
    expect(stdout).toContain("essays:check");
  });

  it("stands in JSON", async () => {
    await project().store.beat(scheduler({ owner: owner(1), stoppedAt: NOON + 9 }));
    await project().store.pauseSchedule("essays:check", {
      at: NOON,
      by: "ada",
      reason: null,
      until: NOON + 9 * MINUTE,
    });
    const { stdout } = await project().call("status", "--json");
    const last = {
      kind: "scheduler",
      host: "web-1",
      pid: 1,
      startedAt: "2026-03-01T12:00:00.000Z",
      heartbeatAt: "2026-03-01T12:00:57.000Z",
      stoppedAt: "2026-03-01T12:00:00.009Z",
    };
    const paused = { scheduleId: "essays:check", by: "ada", reason: null, until: "2026-03-01T12:09:00.000Z" };
    expect(JSON.parse(stdout)).toMatchObject({
      v: 1,
      scheduler: { alive: false, processes: [], last },
      schedules: { count: 1, paused: [paused], broken: [] },
    });
    expect(stdout).toContain('{"scheduleId":"essays:check","scheduledFor":"2026-03-01T12:15:00.000Z"}');
  });
});
