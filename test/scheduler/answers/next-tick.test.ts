import { describe, expect, it } from "vitest";
import type { Pause } from "../../../src/core/schedule.ts";
import { countTicks } from "../../../src/scheduler/timetable/count-ticks.ts";
import { activePause, isActiveIn, nextTick } from "../../../src/scheduler/answers/next-tick.ts";
import { NOON, schedule } from "../../store/build.ts";

const HOUR = 3_600_000;
const hourly = schedule({ rule: { kind: "every", ms: HOUR } });
const paused = (until: number | null): Pause => ({ at: NOON - HOUR, by: "ada", reason: null, until });
const state = (pause: Pause | null) => ({
  schedule: hourly,
  watermark: NOON,
  registeredAt: NOON,
  pause,
  removedAt: null,
});

describe("the next tick of a schedule", () => {
  it.each([
    ["that the ledger does not know", null, NOON + HOUR],
    ["that is not paused", state(null), NOON + HOUR],
    ["whose pause is over", state(paused(NOON)), NOON + HOUR],
    ["whose pause ends between ticks", state(paused(NOON + 90 * 60_000)), NOON + 2 * HOUR],
    ["whose pause ends at a tick", state(paused(NOON + HOUR)), NOON + HOUR],
    ["that is paused until somebody resumes it", state(paused(null)), null],
    ["that is behind", { ...state(null), watermark: NOON - 9 * HOUR }, NOON + HOUR],
    [
      "that was settled by a clock that was ahead",
      { ...state(null), watermark: NOON + 9 * HOUR },
      NOON + 10 * HOUR,
    ],
    [
      "whose pause ends before that",
      { ...state(paused(NOON + HOUR)), watermark: NOON + 9 * HOUR },
      NOON + 10 * HOUR,
    ],
  ])("%s", (_name, known, next) => {
    expect(nextTick({ schedule: hourly, state: known }, { now: NOON, environment: "test" })).toBe(next);
  });

  it("is never where it does not run", () => {
    const elsewhere = { ...hourly, environments: ["production"] };
    const nextIn = (environment: string) =>
      nextTick({ schedule: elsewhere, state: null }, { now: NOON, environment });
    expect(nextIn("test")).toBeNull();
    expect(nextIn("production")).toBe(NOON + HOUR);
  });
});

it("a pause holds until it ends, and that instant is no part of it", () => {
  expect(activePause(null, NOON)).toBeNull();
  expect(activePause(state(paused(NOON + 1)), NOON)).not.toBeNull();
  expect(activePause(state(paused(NOON)), NOON)).toBeNull();
});

it("a schedule that names no environment is active in each", () => {
  expect(isActiveIn({ environments: [] }, "test")).toBe(true);
  expect(isActiveIn({ environments: ["a", "b"] }, "b")).toBe(true);
  expect(isActiveIn({ environments: ["a", "b"] }, "c")).toBe(false);
});

describe("ticks counted for a message", () => {
  it.each([
    [0, 0, "0 ticks"],
    [HOUR - 1, 0, "0 ticks"],
    [HOUR, 1, "1 tick"],
    [2 * HOUR, 2, "2 ticks"],
    [1_000 * HOUR, 1_000, "1000 ticks"],
    [1_001 * HOUR, 1_000, "more than 1000 ticks"],
    [1e12, 1_000, "more than 1000 ticks"],
  ])("of %d ms", (span, count, words) => {
    expect(countTicks(hourly, { after: NOON, until: NOON + span })).toEqual({ count, words });
  });
});
