import { beforeEach, describe, expect, it } from "vitest";
import { shortId } from "../../../src/core/ids.ts";
import type { Tick } from "../../../src/core/schedule.ts";
import type { PlannedTick } from "../../../src/store/schedule-store.ts";
import {
  due,
  finished,
  finishedAs,
  NOON,
  notRun,
  owner,
  schedule,
  schedulerHeard,
  settle,
  started,
} from "../../store/build.ts";
import { useProject } from "../test-project.ts";

const project = useProject();
const ID = "essays:check";
const SECOND = 1_000;
const at = (second: number): number => NOON + second * SECOND;
const iso = (second: number): string => new Date(at(second)).toISOString();

/** A schedule of every ten seconds since noon. It is a minute past noon. */
beforeEach(async () => {
  const rule = { kind: "every", ms: 10 * SECOND } as const;
  await project().store.addSchedule(schedule({ source: "dynamic", rule }), NOON);
});

let watermark = 0;
beforeEach(() => {
  watermark = 0;
});

async function settleUntil(second: number, ...ticks: PlannedTick[]): Promise<Tick[]> {
  const from = watermark;
  watermark = second;
  return (await settle(project().store, { from: at(from), to: at(second), ticks })).ticks;
}

interface Answer {
  ticks: {
    scheduledFor: string;
    through: string;
    count: number;
    verdict: string;
    reason: string;
    runId: string;
  }[];
}

async function whyJson(...flags: string[]): Promise<Answer["ticks"]> {
  const { stdout } = await project().call("schedule", "why", ID, ...flags, "--json");
  return (JSON.parse(stdout) as Answer).ticks;
}

async function why(...flags: string[]) {
  return project().call("schedule", "why", ID, ...flags);
}

describe("why, of one instant", () => {
  it("leads to the run of a tick that ran", async () => {
    const tick = due(at(10));
    await settleUntil(10, tick);
    const { stdout, code } = await why("--at", iso(10));
    const said = `${ID} at 2026-03-01 12:00:10 (UTC): queued: nothing ticks, and nothing ever did.`;
    expect({ stdout, code }).toEqual({
      stdout: `${said} Next: errand show ${shortId(tick.run.id)}\n`,
      code: 0,
    });
  });

  it("says who held the key of a tick that was skipped", async () => {
    const holder = await started(project().store);
    await settleUntil(10, due(at(10)));
    const [answer] = await whyJson("--at", iso(10));
    expect(answer).toMatchObject({
      scheduledFor: iso(10),
      verdict: "skipped",
      reason: `run ${holder.id} (pid 100 on web-1) has held "${ID}" since ${iso(0)}`,
      runId: null,
    });
  });

  it("finds it within a stretch, and tells how long that is", async () => {
    await settleUntil(30, notRun(at(10), { through: at(30), count: 3 }));
    expect(await whyJson("--at", iso(20))).toMatchObject([
      {
        scheduledFor: iso(20),
        through: iso(20),
        count: 1,
        verdict: "skipped",
        reason: `paused by ada (one of 3 such ticks from ${iso(10)} to ${iso(30)})`,
      },
    ]);
  });

  it("is not taken in by a stretch around an instant that was not due", async () => {
    await settleUntil(30, notRun(at(10), { through: at(30), count: 3 }));
    const { stdout } = await why("--at", iso(15));
    expect(stdout).toContain(
      `${ID} at 2026-03-01 12:00:15 (UTC): not due: the nearest ticks are 2026-03-01 12:00:10 and 2026-03-01 12:00:20. Next: errand schedule next ${ID}`,
    );
  });

  it("names what holds the key that its run waits for", async () => {
    const holder = await started(project().store, { key: "k", now: at(50) });
    await settleUntil(10, due(at(10), { key: "k", policy: "wait" }));
    const [answer] = await whyJson("--at", iso(10));
    expect(answer?.reason).toBe(`queued: run ${holder.id} (pid 100 on web-1) has held "k" since ${iso(50)}`);
  });

  it("names nobody in its way where runs of the schedule may overlap", async () => {
    const rule = { kind: "every", ms: 10 * SECOND } as const;
    const free = schedule({ id: "free", source: "dynamic", overlap: "allow", rule });
    await project().store.addSchedule(free, NOON);
    await started(project().store, { now: at(50) });
    const ticks = [due(at(10), { scheduleId: "free", policy: "allow" })];
    await settle(project().store, { scheduleId: "free", from: NOON, to: at(10), ticks });
    const { stdout } = await project().call("schedule", "why", "free", "--at", iso(10));
    expect(stdout).toContain("queued: nothing");
    expect(stdout).not.toContain("has held");
  });

  it("goes by the rule that was registered, whatever is written by now", async () => {
    const { store } = project();
    const config = (every: string): string =>
      `export default { schedules: [{ exec: ["true"], name: "ping", every: "${every}", timezone: "UTC" }] };\n`;
    project().write("errand.config.ts", config("15m"));
    await store.registerSchedules({
      schedules: [schedule({ id: "ping", source: "config" })],
      unread: [],
      now: NOON,
    });
    const ask = async (time: string): Promise<string> =>
      (await project().call("schedule", "why", "ping", "--at", time)).stdout;
    expect(await ask(iso(60))).toContain("nothing ticks, and nothing ever did. Next: errand status\n");
    expect(await ask("2026-03-01T12:02Z")).toContain("not due: the nearest ticks are");
    expect(await ask("2026-03-01T12:15Z")).toContain("it is to come");
  });

  it("tells of the run that made up for a tick later, and leads to it", async () => {
    const { store } = project();
    await settleUntil(30, notRun(at(10), { through: at(30), count: 3 }));
    const wish = { trigger: "catch_up", scheduleId: ID, scheduledFor: at(20), now: at(40) } as const;
    const run = await finished(store, wish);
    const [answer] = await whyJson("--at", iso(20));
    expect(answer).toMatchObject({ verdict: "skipped", runId: run.id });
    expect(answer?.reason).toMatch(/^paused by ada \(one of 3 .*\); since then ada ran it: succeeded$/);
    expect((await why("--at", iso(20))).stdout).toMatch(
      new RegExp(`Next: errand show ${shortId(run.id)}\n$`),
    );
    expect(await whyJson("--at", iso(10))).toMatchObject([{ runId: null }]);
  });

  it("tells of a run for a time before the schedule was there", async () => {
    const wish = { trigger: "catch_up", scheduleId: ID, scheduledFor: at(-20), now: at(40) } as const;
    const run = await finished(project().store, wish);
    const [answer] = await whyJson("--at", iso(-20));
    expect(answer).toMatchObject({ verdict: "not_due", runId: run.id });
    expect(answer?.reason).toMatch(/^not registered then: .*; since then ada ran it: succeeded$/);
  });

  it("reads and answers in the zone of the schedule, whatever the host's is", async () => {
    const zone = "America/New_York";
    const rule = { kind: "every", ms: 900_000 } as const;
    await project().store.addSchedule(schedule({ id: "ny", source: "dynamic", rule, timezone: zone }), NOON);
    const ask = async (time: string): Promise<string> =>
      (await project().call("schedule", "why", "ny", "--at", time)).stdout;
    expect(await ask("2026-03-01T07:15")).toContain(`ny at 2026-03-01 07:15 (${zone}): it is to come.`);
    expect(await ask("07:15")).toContain(`ny at 2026-03-01 07:15 (${zone}): it is to come.`);
    expect(await ask("2026-03-01T12:15Z")).toContain(`ny at 2026-03-01 07:15 (${zone}): it is to come.`);
    expect(await ask("today")).toContain(
      `ny at 2026-03-01 00:00 (${zone}): not registered then: nothing is due before 2026-03-01 07:00, `,
    );
  });

  it("refuses what is no time, and says what is", async () => {
    const { stderr, code } = await why("--at", "teatime");
    expect(code).toBe(2);
    expect(stderr).toContain('--at "teatime" is no time: give 2d or 90m (ago)');
  });
});

describe("why, of the last ticks", () => {
  it("shows the newest first, stretches as one row", async () => {
    await schedulerHeard(project().store);
    await settleUntil(30, notRun(at(10), { through: at(20), count: 2 }), due(at(30)));
    await settleUntil(
      60,
      notRun(at(40), { verdict: "missed", reason: "nothing ticked", through: at(60), count: 3 }),
    );
    const { stdout } = await why();
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^WHEN \(UTC\) +TICKS +VERDICT +RUN +WHY$/);
    expect(rows[0]).toMatch(/ 3 {2}missed +- +until \S+ \S+: nothing ticked$/);
    expect(rows[1]).toMatch(/ 1 {2}run +[0-9a-f]{8}\S* +queued: /);
    expect(rows[2]).toMatch(/ 2 {2}skipped +- +until \S+ \S+: paused by ada$/);
    expect(rows).toHaveLength(3);
  });

  it("tells of ticks that backfill and retries made up for", async () => {
    const { store } = project();
    const wish = (second: number) => ({ scheduleId: ID, scheduledFor: at(second), now: at(50) });
    await settleUntil(30, notRun(at(10), { through: at(30), count: 3 }));
    await settleUntil(40, notRun(at(40), { verdict: "missed", reason: "nothing ticked" }));
    await settleUntil(60, notRun(at(50), { reason: "held", through: at(60), count: 2 }));
    await finishedAs(store, "failed", { ...wish(20), trigger: "catch_up", now: at(45) });
    await finished(store, { ...wish(20), trigger: "retry" });
    await finishedAs(store, "failed", { ...wish(30), trigger: "catch_up" });
    const { id: runId } = await finished(store, { ...wish(40), trigger: "retry" });
    const [held, missed, paused] = await whyJson();
    expect(held).toMatchObject({ reason: "held", runId: null });
    expect(missed).toMatchObject({ reason: "nothing ticked; since then ada ran it: succeeded", runId });
    expect(paused).toMatchObject({
      reason: "paused by ada; since then 2 of them were run: 1 succeeded",
      runId: null,
    });
  });

  it("puts what is due and was never settled first", async () => {
    await settleUntil(10, notRun(at(10)));
    const beat = {
      id: "a",
      kind: "scheduler" as const,
      queues: null,
      owner: owner(71),
      startedAt: NOON,
      stoppedAt: null,
    };
    await project().store.beat({ ...beat, heartbeatAt: at(-90) });
    expect(await whyJson()).toMatchObject([
      {
        scheduledFor: iso(20),
        verdict: "pending",
        reason: `nothing ticks: the scheduler, pid 71 on web-1, was last heard of at ${iso(-90)}`,
      },
      { scheduledFor: iso(10), verdict: "skipped" },
    ]);
    expect(await whyJson("-n", "1")).toHaveLength(1);
  });

  it("says so when nothing was due yet", async () => {
    await schedulerHeard(project().store);
    const rule = { kind: "every", ms: 3_600 * SECOND } as const;
    await project().store.addSchedule(schedule({ id: "new", source: "dynamic", rule }), at(55));
    const { stdout, stderr, code } = await project().call("schedule", "why", "new");
    expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
    expect(stderr).toContain(
      `errand: new has not been due since it was registered at 2026-03-01 12:00:55 (UTC). Next: errand schedule next new\n`,
    );
  });

  it("still knows a schedule that was removed", async () => {
    await settleUntil(60, notRun(at(10)));
    await project().store.removeSchedule(ID, at(60));
    expect(await whyJson()).toMatchObject([{ verdict: "skipped" }]);
  });

  it("of an unknown name leads to the nearest", async () => {
    const { stderr, code } = await project().call("schedule", "why", "essays:chek");
    expect(code).toBe(2);
    expect(stderr).toContain(`did you mean "${ID}"? Next: errand schedule why ${ID}`);
  });
});
