import { describe, expect, it } from "vitest";
import type { RegisteredSchedule } from "../../../src/core/schedule.ts";
import { whyUnsettled, type WhyFacts } from "../../../src/scheduler/answers/why-unsettled.ts";
import { NOON, schedule } from "../../store/build.ts";
import { timetable } from "../timetable/a-timetable.ts";

const MINUTE = 60_000;
const at = (minute: number): number => NOON + minute * MINUTE;

const state: RegisteredSchedule = {
  schedule: schedule(),
  watermark: at(1),
  registeredAt: NOON,
  pause: null,
  removedAt: null,
};
const facts: WhyFacts = {
  schedule: schedule(),
  state,
  timetable: timetable([-2, -1, 1, 2, 3, 4].map(at)),
  delayMs: 0,
  environment: "production",
  ticking: { alive: [], last: null, hung: null },
  now: at(3),
};

describe("an instant without a settled tick", () => {
  const pause = { at: at(2), by: "ada", reason: "moving house", until: at(4) };
  const alive = {
    id: "a",
    kind: "scheduler" as const,
    queues: null,
    owner: { host: "h", bootId: "b", pid: 1, startedAt: "s" },
  };
  const ticking = {
    alive: [{ ...alive, startedAt: 0, heartbeatAt: 0, stoppedAt: null }],
    last: null,
    hung: null,
  };
  const soon = at(1) + MINUTE / 2;

  it.each<[string, number, Partial<WhyFacts>, string, string]>([
    [
      "of what nothing registered",
      at(2),
      { state: null },
      "not_due",
      "not registered yet: nothing has ticked since it was written in commands/essays/check.ts",
    ],
    [
      "before it was registered",
      at(-1),
      {},
      "not_due",
      "not registered then: nothing is due before 2026-03-01T12:00:00.000Z, when it was first seen or its times last changed",
    ],
    [
      "after it was removed",
      at(3),
      { state: { ...state, removedAt: at(2) } },
      "not_due",
      "it was removed at 2026-03-01T12:02:00.000Z",
    ],
    [
      "between two ticks",
      soon,
      {},
      "not_due",
      "not due: the nearest ticks are 2026-03-01T12:01:00.000Z and 2026-03-01T12:02:00.000Z",
    ],
    ["after the last tick", at(9), {}, "not_due", "not due: the last tick was 2026-03-01T12:04:00.000Z"],
    [
      "before the first tick",
      soon,
      { timetable: timetable([at(4)]) },
      "not_due",
      "not due: the first tick is 2026-03-01T12:04:00.000Z",
    ],
    ["of a rule without ticks", soon, { timetable: timetable([]) }, "not_due", "not due: it has no ticks"],
    [
      "that was settled, its row gone",
      at(1),
      {},
      "unknown",
      "it was settled, and its row is gone: pruned, or due by other times than now",
    ],
    ["that is due while nothing ticks", at(2), {}, "pending", "nothing ticks, and nothing ever did"],
    ["that is due this moment", at(3), { ticking }, "pending", "due, and about to be settled"],
    [
      "that jitter puts off",
      at(3),
      { delayMs: 5_000 },
      "pending",
      "its jitter puts it off until 2026-03-01T12:03:05.000Z",
    ],
    ["that is to come", at(4), {}, "pending", "it is to come"],
    [
      "in a pause",
      at(2),
      { state: { ...state, pause } },
      "pending",
      "to be skipped: paused by ada until 2026-03-01T12:04:00.000Z: moving house",
    ],
    [
      "to come in a pause without an end",
      at(4),
      { state: { ...state, pause: { ...pause, until: null, reason: null } } },
      "pending",
      "to be skipped: paused by ada",
    ],
    [
      "in a pause before the last",
      at(2),
      { state: { ...state, pause: { ...pause, at: at(4) }, endedPauses: [{ ...pause, by: "grace" }] } },
      "pending",
      "to be skipped: paused by grace until 2026-03-01T12:04:00.000Z: moving house",
    ],
    [
      "between two pauses",
      at(3),
      {
        state: {
          ...state,
          pause: { ...pause, at: at(4), until: null },
          endedPauses: [{ ...pause, until: at(3) }],
        },
        ticking,
      },
      "pending",
      "due, and about to be settled",
    ],
    ["at which a pause ends", at(4), { state: { ...state, pause } }, "pending", "it is to come"],
    [
      "in another environment",
      at(2),
      { schedule: schedule({ environments: ["staging", "qa"] }) },
      "pending",
      "to be skipped: only in staging, qa, and this is production",
    ],
  ])("%s", (_, instant, wish, verdict, reason) => {
    expect(whyUnsettled(instant, { ...facts, ...wish })).toEqual({
      scheduleId: "essays:check",
      scheduledFor: instant,
      through: instant,
      count: 1,
      verdict,
      reason,
      runId: null,
    });
  });
});
