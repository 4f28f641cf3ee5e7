import { describe, expect, it } from "vitest";
import type { Schedule } from "../../../src/core/schedule.ts";
import { simulate, type SimulationRequest } from "../../../src/scheduler/simulation/simulate.ts";
import { delayOf } from "../../../src/scheduler/timetable/timetable.ts";
import { schedule } from "../../store/build.ts";
import { timing, type Written } from "../timetable/ticks.ts";

const FROM = Date.parse("2026-03-28T12:00:00Z");
const HOUR = 3_600_000;
const iso = (instant: number) => new Date(instant).toISOString().slice(5, 16);

function job(id: string, written: Written, wish: Partial<Schedule> = {}): Schedule {
  return schedule({ id, ...timing(written, id), overlapKey: id, ...wish });
}

function run(schedules: Schedule[], wish: Partial<SimulationRequest> = {}) {
  const durations = new Map(Object.entries({}));
  return simulate({
    schedules,
    from: FROM,
    to: FROM + 24 * HOUR,
    durations,
    herd: 3,
    most: 1e6,
    ...wish,
  } as SimulationRequest);
}

const fired = (schedules: Schedule[], wish: Partial<SimulationRequest> = {}) =>
  run(schedules, wish).firings.map(({ schedule, startsAt }) => `${schedule.id} ${iso(startsAt)}`);

describe("a simulation", () => {
  it("fires every tick from its beginning on and before its end, in their order", () => {
    const schedules = [job("b", { every: "12h" }), job("a", { cron: "0 18 * * *" })];
    expect(fired(schedules)).toEqual(["b 03-28T12:00", "a 03-28T18:00", "b 03-29T00:00"]);
  });

  it("starts each later by its share of the jitter", () => {
    const late = job("b", { cron: "0 18 * * *" }, { jitterMs: 4 * HOUR });
    const [firing] = run([late]).firings;
    expect(firing).toMatchObject({ scheduledFor: Date.parse("2026-03-28T18:00:00Z") });
    expect(firing!.startsAt - firing!.scheduledFor).toBe(delayOf(late));
    expect(delayOf(late)).toBeGreaterThan(0);
  });

  it("ends early when there is too much of it, and says where", () => {
    const { firings, to } = run([job("a", { every: "1m" })], { most: 10 });
    expect(firings).toHaveLength(10);
    expect(to).toBe(FROM + 10 * 60_000);
  });

  it("of nothing is nothing", () => {
    expect(run([])).toEqual({ firings: [], clockHits: [], herds: [], overlaps: [], to: FROM + 24 * HOUR });
  });
});

describe("changes of the clocks in a simulation", () => {
  const hits = (written: Written) =>
    run([job("a", { timezone: "Europe/London", ...written })]).clockHits.map(({ effect }) => effect);

  it.each<[string, Written, string[]]>([
    ["a lost time of day", { cron: "30 1 * * *" }, ["moved"]],
    ["one that is skipped", { cron: "30 1 * * *", gap: "skip" }, ["lost"]],
    ["a time of another hour", { cron: "30 5 * * *" }, []],
    ["real time, which goes on", { cron: "*/15 * * * *" }, []],
    ["real time that was told otherwise", { cron: "*/15 * * * *", gap: "next" }, ["moved"]],
    ["an interval", { every: "15m" }, []],
  ])("are told of %s", (_, written, effects) => {
    expect(hits(written)).toEqual(effects);
  });

  it("are none outside its time", () => {
    const { clockHits } = run([job("a", { cron: "30 1 * * *", timezone: "Europe/London" })], {
      to: FROM + HOUR,
    });
    expect(clockHits).toEqual([]);
  });
});

describe("herds in a simulation", () => {
  it("are the same schedules in one minute, counted over its days", () => {
    const midnight = ["c", "a", "b"].map((id) => job(id, { cron: "0 0 * * *" }));
    const others = [job("d", { cron: "59 23 * * *" }), job("e", { cron: "30 0 0 29 3 *" })];
    const { herds } = run([...midnight, ...others], { to: FROM + 72 * HOUR });
    expect(herds).toEqual([
      { at: Date.parse("2026-03-29T00:00:00Z"), times: 1, ids: ["a", "b", "c", "e"] },
      { at: Date.parse("2026-03-30T00:00:00Z"), times: 2, ids: ["a", "b", "c"] },
    ]);
  });

  it("are none when jitter spreads them, or when they are few", () => {
    const spread = ["a", "b", "c"].map((id) => job(id, { cron: "0 0 * * *" }, { jitterMs: 6 * HOUR }));
    expect(run(spread).herds).toEqual([]);
    expect(run(["a", "b"].map((id) => job(id, { cron: "0 0 * * *" }))).herds).toEqual([]);
  });
});

describe("overlaps in a simulation", () => {
  const MINUTE = 60_000;
  const overlaps = (schedules: Schedule[], minutes: Record<string, number>) => {
    const durations = new Map(Object.entries(minutes).map(([id, length]) => [id, length * MINUTE]));
    return run(schedules, { durations, to: FROM + HOUR }).overlaps.map(
      ({ scheduleId, holderId, at, times }) => `${scheduleId} meets ${holderId} ${iso(at)} ×${times}`,
    );
  };

  it.each<[string, Schedule["overlap"], number, string[]]>([
    ["a run that ends in time", "skip", 9, []],
    ["one that ends just in time", "skip", 10, []],
    ["one that skips every other tick", "skip", 15, ["a meets a 03-28T12:10 ×3"]],
    ["one that skips all others", "skip", 120, ["a meets a 03-28T12:10 ×5"]],
    ["runs side by side", "allow", 15, ["a meets a 03-28T12:10 ×5"]],
    ["one that is replaced again and again", "replace", 15, ["a meets a 03-28T12:10 ×5"]],
    ["one that waits", "wait", 11, ["a meets a 03-28T12:10 ×5"]],
  ])("of %s (%s)", (_, overlap, minutes, expected) => {
    expect(overlaps([job("a", { every: "10m" }, { overlap })], { a: minutes })).toEqual(expected);
  });

  it("are those of other schedules with the same key, too", () => {
    const shared = { overlapKey: "database" };
    const schedules = [
      job("backup", { cron: "10 * * * *" }, shared),
      job("vacuum", { cron: "20 * * * *" }, shared),
    ];
    expect(overlaps(schedules, { backup: 30 })).toEqual(["vacuum meets backup 03-28T12:20 ×1"]);
    expect(overlaps(schedules, {})).toEqual([]);
  });

  it("keep one waiting, and no second one", () => {
    const waiting = { overlap: "wait", overlapKey: "database" } as const;
    const schedules = [
      job("a", { cron: "0,10,20,30 12 * * *" }, waiting),
      job("b", { at: "2026-03-28T13:20" }, waiting),
    ];
    const durations = new Map([["a", 35 * MINUTE]]);
    // 12:00 runs to 12:35, 12:10 waits and runs to 13:10; the others meet one that waits.
    const found = run(schedules, { durations }).overlaps;
    expect(found).toMatchObject([{ scheduleId: "a", holderId: "a", times: 3, policy: "wait" }]);
  });
});

it("does a week of a thousand schedules in seconds", () => {
  const rules = ["*/5 * * * *", "H * * * *", "H */2 * * *", "H H * * *", "H H * * MON-FRI"];
  const schedules = Array.from({ length: 1_000 }, (_, index) =>
    job(`job-${index}`, { cron: rules[index % 10] ?? "H H * * *", timezone: "Europe/London" }),
  );
  const { firings } = run(schedules, { to: FROM + 7 * 24 * HOUR });
  expect(firings.length).toBeGreaterThan(220_000);
}, 20_000);
