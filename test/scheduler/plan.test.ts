import { describe, expect, it } from "vitest";
import type { Pause, Schedule } from "../../src/core/schedule.ts";
import { ON_TIME_MS } from "../../src/scheduler/catch-up.ts";
import { planTicks } from "../../src/scheduler/plan.ts";
import { timetableOf } from "../../src/scheduler/timetable/timetable.ts";
import { NOON, schedule } from "../store/build.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Wish extends Partial<Schedule> {
  now: number;
  watermark?: number;
  pause?: Pause;
  environment?: string;
  silence?: { from: number; to: number };
}

/** What an every-minute schedule comes to that is settled up to noon, unless told otherwise. */
function plan({ now, watermark = NOON, pause, environment = "production", silence, ...wish }: Wish) {
  const one = schedule(wish);
  const state = { schedule: one, watermark, registeredAt: NOON, pause: pause ?? null, removedAt: null };
  const told = silence ?? { from: watermark, to: now };
  return planTicks({ state, timetable: timetableOf(one), now, environment, silence: told, actor: "ada" });
}

function decisions(wish: Wish) {
  return plan(wish).settlement?.ticks.map((tick) => [
    tick.verdict,
    (tick.scheduledFor - NOON) / MINUTE,
    tick.verdict === "run" ? tick.run.trigger : tick.count,
  ]);
}

describe("a plan", () => {
  it("is nothing before the first tick, and says when that is", () => {
    expect(plan({ now: NOON + MINUTE - 1 })).toEqual({ settlement: null, next: NOON + MINUTE });
  });

  it("runs a tick on its instant, for its schedule and nobody else", () => {
    const { settlement, next } = plan({ now: NOON + MINUTE, args: { dryRun: true } });
    expect(settlement).toMatchObject({
      scheduleId: "essays:check",
      from: NOON,
      to: NOON + MINUTE,
      ticks: [
        {
          verdict: "run",
          scheduledFor: NOON + MINUTE,
          runAfter: NOON + MINUTE,
          overlap: { key: "essays:check", policy: "skip" },
          run: { trigger: "schedule", scheduleId: "essays:check", actor: "ada", dryRun: true },
        },
      ],
    });
    expect(next).toBe(NOON + 2 * MINUTE);
  });

  it("takes what is a little late for on time, as a crontab line ticks once a minute", () => {
    expect(decisions({ now: NOON + MINUTE + ON_TIME_MS, rule: { kind: "every", ms: HOUR } })).toBeUndefined();
    expect(decisions({ now: NOON + 2 * MINUTE + 30_000, overlap: "allow" })).toEqual([
      ["run", 1, "schedule"],
      ["run", 2, "schedule"],
    ]);
  });

  it("waits for the share of its jitter, and keeps the tick's own time", () => {
    const wish = { jitterMs: 30_000 };
    const next = plan({ now: NOON, ...wish }).next ?? 0;
    expect(next).toBeGreaterThan(NOON + MINUTE);
    expect(plan({ now: next - 1, ...wish }).settlement).toBeNull();
    expect(plan({ now: next, ...wish }).settlement?.ticks).toMatchObject([
      { scheduledFor: NOON + MINUTE, runAfter: next },
    ]);
  });

  it("never decides again what the watermark has passed, though the clock goes back", () => {
    const { settlement, next } = plan({ now: NOON - HOUR });
    expect(settlement).toBeNull();
    expect(next).toBe(NOON + MINUTE);
  });
});

describe("what was missed", () => {
  const later = { now: NOON + 30 * MINUTE, rule: { kind: "every", ms: 5 * MINUTE } } as const;
  const late = { ...later, now: later.now + 2 * MINUTE };
  const all = { policy: "all", withinMs: HOUR, max: 100, spacingMs: 0 } as const;

  it.each([
    { catchUp: { ...all, policy: "skip" as const }, expected: [["missed", 5, 6]] },
    {
      catchUp: { ...all, policy: "latest" as const },
      expected: [
        ["missed", 5, 5],
        ["run", 30, "catch_up"],
      ],
    },
    {
      catchUp: { ...all, max: 2 },
      expected: [
        ["missed", 5, 4],
        ["run", 25, "catch_up"],
        ["run", 30, "catch_up"],
      ],
    },
    {
      catchUp: { ...all, withinMs: 13 * MINUTE },
      expected: [
        ["missed", 5, 3],
        ["run", 20, "catch_up"],
        ["run", 25, "catch_up"],
        ["run", 30, "catch_up"],
      ],
    },
  ])("is caught up by $catchUp.policy, $catchUp.max at most", ({ catchUp, expected }) => {
    expect(decisions({ ...late, catchUp })).toEqual(expected);
  });

  it("is stale for latest when a tick is on time", () => {
    expect(decisions({ ...later, catchUp: { ...all, policy: "latest" } })).toEqual([
      ["missed", 5, 5],
      ["run", 30, "schedule"],
    ]);
  });

  it.each(["skip", "wait", "replace"] as const)(
    "leaves the newest alone for latest of those on time, which would be in each other's way under %s",
    (overlap) => {
      const wish = { now: NOON + 10 * MINUTE + 6_000, watermark: NOON + 7 * MINUTE, overlap };
      expect(decisions({ ...wish, catchUp: { ...all, policy: "latest" } })).toEqual([
        ["missed", 8, 2],
        ["run", 10, "schedule"],
      ]);
      const [older] = plan({ ...wish, catchUp: { ...all, policy: "latest" } }).settlement?.ticks ?? [];
      expect(older).toMatchObject({
        reason:
          "nothing ticked from 2026-03-01T12:07:00.000Z to 2026-03-01T12:10:06.000Z, and only the latest is caught up",
      });
      expect(decisions({ ...wish, catchUp: { ...all, policy: "all" } })).toEqual([
        ["run", 8, "catch_up"],
        ["run", 9, "schedule"],
        ["run", 10, "schedule"],
      ]);
    },
  );

  it("leaves the newest that is not paused, for latest", () => {
    const pause = { at: NOON + 10 * MINUTE, by: "ada", reason: null, until: null };
    const wish = { now: NOON + 10 * MINUTE + 6_000, watermark: NOON + 8 * MINUTE, pause };
    expect(decisions(wish)).toEqual([
      ["run", 9, "schedule"],
      ["skipped", 10, 1],
    ]);
  });

  it("is started so far apart as the schedule says, each after the other", () => {
    const catchUp = { ...all, max: 3, spacingMs: 10_000 };
    expect(plan({ ...late, catchUp }).settlement?.ticks.slice(-3)).toMatchObject([
      { runAfter: late.now, overlap: { policy: "wait" } },
      { runAfter: late.now + 10_000 },
      { runAfter: late.now + 20_000 },
    ]);
  });

  it("says from when to when nothing ticked, and why it stays missed", () => {
    const [first] = plan({ ...late, catchUp: { ...all, policy: "skip" } }).settlement?.ticks ?? [];
    expect(first).toMatchObject({
      reason:
        "nothing ticked from 2026-03-01T12:00:00.000Z to 2026-03-01T12:32:00.000Z, and it does not catch up",
    });
  });

  it("blames no silence for what was taken back from a clock that was ahead", () => {
    const silence = { from: late.now - 500, to: late.now };
    const [first] = plan({ ...late, silence, catchUp: { ...all, policy: "skip" } }).settlement?.ticks ?? [];
    expect(first).toMatchObject({
      reason: "it came to be due only at 2026-03-01T12:32:00.000Z, and it does not catch up",
    });
  });

  it("is settled in portions when it is very much, and goes on where it stopped", () => {
    const rule = { kind: "every", ms: 1_000 } as const;
    const now = NOON + 2 * 24 * HOUR;
    let watermark = NOON;
    let count = 0;
    for (let portions = 0; watermark < now && portions < 1_000; portions += 1) {
      const { settlement } = plan({ now, watermark, rule });
      if (!settlement) break;
      expect(settlement.from).toBe(watermark);
      expect(settlement.ticks.length).toBeLessThan(200);
      count += settlement.ticks.reduce((sum, tick) => sum + (tick.verdict === "run" ? 1 : tick.count), 0);
      watermark = settlement.to;
    }
    expect(count).toBe((2 * 24 * HOUR) / 1_000);
  });
});

describe("a schedule that rests", () => {
  it("skips what falls into the pause, and runs what comes after", () => {
    const pause = { at: NOON, by: "ada", reason: "release", until: NOON + 2 * MINUTE };
    expect(plan({ now: NOON + 2 * MINUTE, pause }).settlement?.ticks).toMatchObject([
      { verdict: "skipped", reason: "paused by ada: release", count: 1 },
      { verdict: "run", scheduledFor: NOON + 2 * MINUTE },
    ]);
  });

  it("is skipped where it does not run", () => {
    const wish = { environments: ["production"], environment: "staging" };
    expect(plan({ now: NOON + 3 * MINUTE, ...wish }).settlement?.ticks).toMatchObject([
      { count: 3, reason: "not in this environment: it runs in production, and this is staging" },
    ]);
  });
});
