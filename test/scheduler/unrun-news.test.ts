import { expect, it } from "vitest";
import type { Tick } from "../../src/core/schedule.ts";
import { UnrunNews } from "../../src/scheduler/unrun-news.ts";

function tick(scheduledFor: number, wish: Partial<Tick> = {}): Tick {
  const one = { scheduleId: "a", scheduledFor, through: scheduledFor, count: 1 };
  return { ...one, verdict: "skipped", reason: "paused", runId: null, settledAt: 100, ...wish };
}

const ran = (scheduledFor: number): Tick =>
  tick(scheduledFor, { verdict: "run", reason: null, runId: `run ${scheduledFor}` });

it("joins neighbours that are equal", () => {
  expect(new UnrunNews().of([tick(1, { through: 3, count: 3 }), tick(4, { settledAt: 200 })])).toEqual([
    tick(1, { through: 4, count: 4, settledAt: 200 }),
  ]);
});

it("keeps schedules apart, though their ticks alternate", () => {
  const other = { scheduleId: "b" };
  expect(new UnrunNews().of([tick(1), tick(1, other), tick(2), tick(2, other)])).toEqual([
    tick(1, { through: 2, count: 2 }),
    tick(1, { ...other, through: 2, count: 2 }),
  ]);
});

it("ends a stretch at another reason, another verdict and a run", () => {
  const ticks = [tick(1), tick(2, { reason: "held" }), tick(3, { verdict: "missed", reason: "held" })];
  expect(new UnrunNews().of(ticks)).toEqual(ticks);
  expect(new UnrunNews().of([tick(1), ran(2), tick(3)])).toEqual([tick(1), tick(3)]);
});

it("leaves out what ran", () => {
  expect(new UnrunNews().of([ran(1), ran(2)])).toEqual([]);
});

it("tells a stretch once, however many passes it spans", () => {
  const news = new UnrunNews();
  expect(news.of([tick(1), tick(1, { scheduleId: "b" })])).toHaveLength(2);
  expect(news.of([tick(2), tick(2, { scheduleId: "b", reason: "held" })])).toEqual([
    tick(2, { scheduleId: "b", reason: "held" }),
  ]);
  expect(news.of([tick(3), ran(4), tick(5), tick(6)])).toEqual([tick(5, { through: 6, count: 2 })]);
});
