import { expect, it } from "vitest";
import type { Tick } from "../../src/core/schedule.ts";
import { unrunStretches } from "../../src/scheduler/unrun-stretches.ts";

function tick(scheduledFor: number, wish: Partial<Tick> = {}): Tick {
  const one = { scheduleId: "a", scheduledFor, through: scheduledFor, count: 1 };
  return { ...one, verdict: "skipped", reason: "paused", runId: null, settledAt: 100, ...wish };
}

const ran = (scheduledFor: number): Tick =>
  tick(scheduledFor, { verdict: "run", reason: null, runId: `run ${scheduledFor}` });

it("joins neighbours that are equal", () => {
  expect(unrunStretches([tick(1, { through: 3, count: 3 }), tick(4, { settledAt: 200 })])).toEqual([
    tick(1, { through: 4, count: 4, settledAt: 200 }),
  ]);
});

it("keeps schedules apart, though their ticks alternate", () => {
  const other = { scheduleId: "b" };
  expect(unrunStretches([tick(1), tick(1, other), tick(2), tick(2, other)])).toEqual([
    tick(1, { through: 2, count: 2 }),
    tick(1, { ...other, through: 2, count: 2 }),
  ]);
});

it("ends a stretch at another reason, another verdict and a run", () => {
  const ticks = [tick(1), tick(2, { reason: "held" }), tick(3, { verdict: "missed", reason: "held" })];
  expect(unrunStretches(ticks)).toEqual(ticks);
  expect(unrunStretches([tick(1), ran(2), tick(3)])).toEqual([tick(1), tick(3)]);
});

it("leaves out what ran", () => {
  expect(unrunStretches([ran(1), ran(2)])).toEqual([]);
});
