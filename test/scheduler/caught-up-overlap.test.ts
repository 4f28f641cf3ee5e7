import { expect, it } from "vitest";
import type { Schedule } from "../../src/core/schedule.ts";
import { planTicks } from "../../src/scheduler/plan.ts";
import { NOON, schedule } from "../store/build.ts";
import { timetable } from "./timetable/a-timetable.ts";

const HOUR = 3_600_000;
const ALL = { policy: "all" as const, withinMs: 24 * HOUR, max: 10, spacingMs: 60_000 };

/** What is planned half an hour past noon, after three hours in which nothing ticked. */
function planned(wish: Partial<Schedule>, ticks: number[]) {
  const state = {
    schedule: schedule({ catchUp: ALL, overlap: "skip", ...wish }),
    watermark: NOON - 3 * HOUR,
    registeredAt: NOON - 9 * HOUR,
    pause: null,
    removedAt: null,
  };
  const now = NOON + HOUR / 2;
  const silence = { from: state.watermark, to: now };
  const plan = planTicks({
    state,
    timetable: timetable(ticks),
    now,
    environment: "production",
    silence,
    actor: "ada",
  });
  return (plan.settlement?.ticks ?? []).flatMap((tick) =>
    tick.verdict === "run" ? [[tick.run.trigger, tick.overlap.policy, tick.runAfter - now] as const] : [],
  );
}

const MISSED = [NOON - 2 * HOUR, NOON - HOUR, NOON];

it("lets caught-up runs wait for each other where one would be skipped for the other, apart as asked", () => {
  expect(planned({}, MISSED)).toEqual([
    ["catch_up", "wait", 0],
    ["catch_up", "wait", 60_000],
    ["catch_up", "wait", 120_000],
  ]);
});

it("leaves a tick that is on time the schedule's own rule", () => {
  expect(planned({}, [NOON, NOON + HOUR / 2])).toEqual([
    ["catch_up", "wait", 0],
    ["schedule", "skip", 0],
  ]);
});

it.each(["allow", "wait", "replace"] as const)("leaves caught-up runs of %s as they are", (overlap) => {
  expect(planned({ overlap }, MISSED).map(([, policy]) => policy)).toEqual([overlap, overlap, overlap]);
});
