import { describe, expect, it } from "vitest";
import type { ListedSchedule } from "../../../src/scheduler/registry/load-schedules.ts";
import { nextTicks } from "../../../src/scheduler/answers/next-ticks.ts";
import type { Schedule } from "../../../src/core/schedule.ts";
import { NOON, schedule } from "../../store/build.ts";

const MINUTE = 60_000;

function every(minutes: number, wish: Partial<Schedule> = {}): ListedSchedule {
  const rule = { kind: "every", ms: minutes * MINUTE } as const;
  return {
    schedule: schedule({ id: `every-${minutes}`, rule, ...wish }),
    state: null,
    standing: "unregistered",
  };
}

function next(schedules: ListedSchedule[], count = 5): [string, number][] {
  const ticks = nextTicks(schedules, { now: NOON, environment: "production", count });
  return ticks.map(({ scheduleId, scheduledFor }) => [scheduleId, (scheduledFor - NOON) / MINUTE]);
}

describe("the next ticks of several schedules", () => {
  it("come in one order, and from one that is due often several times", () => {
    expect(next([every(5), every(2)])).toEqual([
      ["every-2", 2],
      ["every-2", 4],
      ["every-5", 5],
      ["every-2", 6],
      ["every-2", 8],
    ]);
  });

  it("are so many and no more, however many schedules there are", () => {
    const many = [7, 6, 5, 4, 3, 2].map((minutes) => every(minutes));
    expect(next(many, 2)).toEqual([
      ["every-2", 2],
      ["every-3", 3],
    ]);
  });

  it("leave out what rests, and what runs elsewhere", () => {
    const pause = { at: NOON, by: "ada", reason: null, until: NOON + 4 * MINUTE };
    const state = { schedule: schedule(), watermark: NOON, registeredAt: NOON, removedAt: null };
    const resting = { ...every(1), state: { ...state, pause: { ...pause, until: null } } };
    const back = { ...every(2), state: { ...state, pause } };
    const elsewhere = every(3, { environments: ["staging"] });
    expect(next([resting, back, elsewhere], 1)).toEqual([["every-2", 4]]);
  });

  it("are none of none", () => {
    expect(next([])).toEqual([]);
  });
});
