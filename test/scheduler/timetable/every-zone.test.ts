import { describe, expect, it } from "vitest";
import type { Timing } from "../../../src/core/schedule.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/scheduler/timetable/local-time.ts";
import { timetableOf } from "../../../src/scheduler/timetable/timetable.ts";
import { zoneFault } from "../../../src/scheduler/timetable/zone-name.ts";
import { zoneOf, type Transition } from "../../../src/scheduler/timetable/zone.ts";
import { timing } from "./ticks.ts";

const FROM = Date.UTC(2020, 0, 1);
const TO = Date.UTC(2031, 0, 1);
const ZONES = [...Intl.supportedValuesOf("timeZone"), "UTC"];

function transitionsOf(name: string, from = FROM, to = TO): Transition[] {
  const found: Transition[] = [];
  const zone = zoneOf(name);
  for (let at = from; ; at = found.at(-1)!.at) {
    const transition = zone.changeWithin(at, to);
    if (!transition) return found;
    found.push(transition);
  }
}

const changing = ZONES.map((name) => ({ name, transitions: transitionsOf(name) })).filter(
  ({ transitions }) => transitions.length > 0,
);

/** As the platform shows it, without any arithmetic of ours. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function wallClock(zone: string, instant: number): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    clocks.set(zone, clock);
  }
  return clock.format(instant);
}

function ticksAround(timing: Timing, { at }: Transition, reach = 5 * HOUR_MS): number[] {
  const { next } = timetableOf(timing);
  const ticks: number[] = [];
  for (let tick = next(at - reach); tick !== null && tick < at + reach; tick = next(tick)) ticks.push(tick);
  return ticks;
}

describe("every zone of this Node", () => {
  it("is a legal timezone", () => {
    expect(ZONES.map(zoneFault).filter((fault) => fault !== undefined)).toEqual([]);
  });

  it("changes its clocks often enough to be a test", () => {
    expect(changing.length).toBeGreaterThan(100);
    expect(changing.flatMap(({ transitions }) => transitions).length).toBeGreaterThan(2_000);
  });

  // What the walk from change to change rests on.
  it("never changes its clocks twice within 6 days, from 1970 to 2040", () => {
    for (const name of ZONES) {
      const transitions = transitionsOf(name, Date.UTC(1970, 0, 1), Date.UTC(2040, 0, 1));
      const gaps = transitions.slice(1).map(({ at }, index) => at - transitions[index]!.at);
      expect(Math.min(Infinity, ...gaps), name).toBeGreaterThan(6 * DAY_MS);
    }
  });
});

describe("at every change of the clocks in eleven years, in every zone", () => {
  it("finds the very second at which the wall clock jumps", () => {
    for (const { name, transitions } of changing) {
      for (const { at, before, after } of transitions) {
        const shown = (instant: number) => Date.parse(`${wallClock(name, instant).replace(" ", "T")}Z`);
        expect(shown(at - 1_000) - (at - 1_000), name).toBe(before);
        expect(shown(at) - at, name).toBe(after);
      }
    }
  });

  it("runs a job of every ten minutes at each ten real minutes, and so at each such time of the wall clock", () => {
    for (const { name, transitions } of changing) {
      const everyTenMinutes = timing({ cron: "*/10 * * * *", timezone: name });
      for (const transition of transitions) {
        const ticks = ticksAround(everyTenMinutes, transition, HOUR_MS);
        const expected = real(transition.at - HOUR_MS, transition.at + HOUR_MS, MINUTE_MS).filter((instant) =>
          /\d0:00$/.test(wallClock(name, instant)),
        );
        expect(ticks, `${name} ${new Date(transition.at).toISOString()}`).toEqual(
          expected.filter((instant) => instant > transition.at - HOUR_MS),
        );
      }
    }
  });

  it("runs a job of a fixed time once for each day, and a lost one at the end of the gap", () => {
    for (const { name, transitions } of changing) {
      for (const transition of transitions) {
        for (const time of timesAround(transition)) {
          const [hour, minute] = time.split(":").map(Number);
          const daily = timing({ cron: `${minute} ${hour} * * *`, timezone: name });
          const ticks = ticksAround(daily, transition, 2 * DAY_MS);
          const what = `${time} in ${name} around ${new Date(transition.at).toISOString()}`;
          expect(ticks, what).toEqual(dailyAround(time, transition, 2 * DAY_MS));
        }
      }
    }
  });

  it("never stands still, nor ticks in hours that are closed", () => {
    for (const { name, transitions } of changing) {
      const open = timing({
        cron: "*/20 * * * *",
        timezone: name,
        between: "22:30-03:10",
        unless: ["23:00-23:30", "01:00-01:15"],
        fold: "first",
        gap: "next",
      });
      for (const transition of transitions) {
        let last = -Infinity;
        for (const tick of ticksAround(open, transition, 13 * HOUR_MS)) {
          expect(tick).toBeGreaterThan(last);
          expect(wallClock(name, tick).slice(11), name).toMatch(
            /^(22:[345]|23:[345]|00:|01:[2345]|02:|03:0)/,
          );
          last = tick;
        }
        expect(last).toBeGreaterThan(-Infinity);
      }
    }
  });
});

function real(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}

/** Local times of day just before, within and just after what is lost or comes twice. */
function timesAround({ at, before, after }: Transition): string[] {
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  const locals = [at + low - MINUTE_MS, at + low, (2 * at + low + high) / 2, at + high];
  return locals.map((local) => new Date(local).toISOString().slice(11, 16));
}

/** One instant for each local day: the first at which the clock shows the time, or the end of the gap it is lost in. */
function dailyAround(time: string, { at, before, after }: Transition, reach: number): number[] {
  const today = new Date(at + before).toISOString().slice(0, 10);
  return [-3, -2, -1, 0, 1, 2, 3]
    .map((day) => Date.parse(`${today}T${time}Z`) + day * DAY_MS)
    .map((local) => (local - before < at ? local - before : Math.max(at, local - after)))
    .filter((tick) => tick > at - reach && tick < at + reach);
}
