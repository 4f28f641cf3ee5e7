import { fc } from "../properties.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import { Scheduler } from "../../src/scheduler/scheduler.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { NOON, owner, register, schedule } from "../store/build.ts";
import { createInstantClock } from "../../src/testing/instant-clock.ts";

const SECOND = 1_000;
let store: Store;
let now: number;
let events: ErrandEvent[];

beforeEach(() => {
  store = openMemoryStore(0);
  now = NOON;
  events = [];
});

/** One that remembers nothing of those before it. */
function scheduler(): Scheduler {
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  const clock = createInstantClock(() => now);
  const facts = { environment: "production", host: "web-1", actor: "ada" };
  return new Scheduler({ store, clock, events: bus, ...facts });
}

/** Every settled instant of a schedule, stretches unfolded, oldest first. */
async function settled(scheduleId: string, everyMs: number): Promise<number[]> {
  const ticks = await store.ticks({ scheduleId, limit: 100_000 });
  return ticks
    .toReversed()
    .flatMap(({ scheduledFor, count }) =>
      Array.from({ length: count }, (_, index) => scheduledFor + index * everyMs),
    );
}

const EVERY = 5 * SECOND;
const often = schedule({ id: "often", rule: { kind: "every", ms: EVERY }, overlap: "allow" });

describe("a scheduler", () => {
  it("fires nothing of the past of a schedule that it sees first", async () => {
    await register(store, [often], NOON + 3 * EVERY);
    now = NOON + 3 * EVERY;
    expect(await scheduler().tick()).toMatchObject({ queued: 0, next: NOON + 4 * EVERY });
  });

  it("queues a run at the instant, and says when the next is", async () => {
    await register(store, [often]);
    const one = scheduler();
    await one.tick();
    now = NOON + EVERY;
    expect(await one.tick()).toMatchObject({ queued: 1, next: NOON + 2 * EVERY });
    expect(await one.tick()).toMatchObject({ queued: 0 });
  });

  it("takes up what others register, pause and remove", async () => {
    const one = scheduler();
    expect((await one.tick()).next).toBeNull();
    await register(store, [often]);
    expect((await one.tick()).next).toBe(NOON + EVERY);
    await store.pauseSchedule("often", { at: NOON, by: "ada", reason: null, until: null });
    now = NOON + EVERY;
    expect(await one.tick()).toMatchObject({
      queued: 0,
      settled: [{ ticks: [{ reason: "paused by ada" }] }],
    });
    await register(store, []);
    expect((await one.tick()).next).toBeNull();
  });

  it("settles each tick by the pause it fell into, and runs those between two pauses", async () => {
    await register(store, [often]);
    const pause = (at: number, by: string) =>
      store.pauseSchedule("often", { at: NOON + at * SECOND, by, reason: null, until: null });
    await pause(2, "ada");
    await store.resumeSchedule("often", NOON + 8 * SECOND);
    await pause(18, "grace");
    await pause(23, "alan");
    now = NOON + 6 * EVERY;
    await scheduler().tick();
    const ticks = await store.ticks({ scheduleId: "often", limit: 9 });
    expect(ticks.map((tick) => [(tick.scheduledFor - NOON) / SECOND, tick.reason ?? tick.verdict])).toEqual([
      [25, "paused by alan"],
      [20, "paused by grace"],
      [15, "run"],
      [10, "run"],
      [5, "paused by ada"],
    ]);
  });

  it("settles a tick once, though two are at it", async () => {
    await register(store, [often]);
    const [one, other] = [scheduler(), scheduler()];
    await Promise.all([one.tick(), other.tick()]);
    now = NOON + EVERY;
    const reports = await Promise.all([one.tick(), other.tick()]);
    expect(reports.map(({ queued }) => queued).toSorted()).toEqual([0, 1]);
    expect(await settled("often", EVERY)).toEqual([NOON + EVERY]);
  });

  it("accounts for each tick once, however time goes and whoever dies", async () => {
    const step = fc.record({
      ms: fc.integer({ min: -60 * SECOND, max: 10 * 60 * SECOND }),
      dies: fc.boolean(),
      prepares: fc.boolean(),
      who: fc.constantFrom(0, 1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        store = openMemoryStore(0);
        now = NOON;
        await register(store, [often]);
        const all = [scheduler(), scheduler()];
        for (const { ms, dies, prepares, who } of steps) {
          now += ms;
          if (dies) all[who] = scheduler();
          await all[who]?.tick();
          if (!prepares) continue;
          await all[who]?.prepare();
          now += EVERY;
          await all[who]?.tick();
        }
        const instants = await settled("often", EVERY);
        expect(instants).toEqual(instants.map((_, index) => NOON + (index + 1) * EVERY));
        const { runs } = await store.listRuns({ scheduleId: "often" }, { limit: 100_000 });
        expect(new Set(runs.map(({ scheduledFor }) => scheduledFor)).size).toBe(runs.length);
        store.close();
      }),
      { numRuns: 60 },
    );
  });

  it("tells of what did not run", async () => {
    await register(store, [{ ...often, catchUp: { ...often.catchUp, policy: "skip" } }]);
    now = NOON + 10 * 60 * SECOND;
    await scheduler().tick();
    expect(events.filter(({ type }) => type === "tick.not_run")).toHaveLength(1);
  });

  it("does not take its own first sign of life for the last tick", async () => {
    await register(store, [{ ...often, catchUp: { ...often.catchUp, policy: "skip" } }]);
    now = NOON + 10 * 60 * SECOND;
    const begun = scheduler();
    const sign = { startedAt: now, heartbeatAt: now, stoppedAt: null };
    await store.beat({ id: "own", kind: "scheduler", owner: owner(1), queues: null, ...sign });
    now += 5;
    const { settled } = await begun.tick();
    const reasons = settled.flatMap(({ ticks }) => ticks).map(({ reason }) => reason);
    expect(reasons).toContainEqual(expect.stringMatching(/^nothing ticked until /));
  });

  it("takes no worker for something that ticked", async () => {
    await register(store, [often]);
    const sign = (kind: "tick" | "worker", at: number) =>
      store.beat({
        ...{ id: kind, kind, owner: owner(1), queues: null },
        ...{ startedAt: at, heartbeatAt: at, stoppedAt: at },
      });
    await sign("tick", NOON);
    await sign("worker", NOON + 100 * SECOND);
    now = NOON + 200 * SECOND;
    const { settled } = await scheduler().tick();
    const missed = settled.flatMap(({ ticks }) => ticks).filter(({ verdict }) => verdict === "missed");
    expect(missed).toMatchObject([
      {
        scheduledFor: NOON + EVERY,
        reason:
          "nothing ticked from 2026-03-01T12:00:00.000Z to 2026-03-01T12:03:20.000Z, and only the latest is caught up",
      },
    ]);
  });

  it("tells of a long silence once, in however many portions it is settled", async () => {
    await register(store, [{ ...often, catchUp: { ...often.catchUp, policy: "skip" } }]);
    const missed = 20_000;
    // The nineteen after them are on time: at most 90 s old.
    now = NOON + (missed + 19) * EVERY;
    const { settled } = await scheduler().tick();
    expect(settled.length).toBeGreaterThan(1);
    const through = NOON + missed * EVERY;
    expect(events.filter(({ type }) => type === "tick.not_run")).toMatchObject([
      { tick: { verdict: "missed", scheduledFor: NOON + EVERY, through, count: missed } },
    ]);
  });
});

describe("a scheduler that prepared for an instant", () => {
  let one: Scheduler;
  let reads: string[];
  let tidied: number;

  beforeEach(async () => {
    [reads, tidied] = [[], 0];
    const ledger = store;
    store = {
      ...ledger,
      findSchedule: (id) => (reads.push(id), ledger.findSchedule(id)),
      tidyUp: () => void (tidied += 1),
    };
    await register(store, [often]);
    one = scheduler();
    await one.tick();
    now = NOON + EVERY - SECOND;
    await one.prepare();
  });

  it("has read then what is due, and queues its run as if it had not", async () => {
    expect(reads).toEqual(["often"]);
    now = NOON + EVERY;
    expect(await one.tick()).toMatchObject({ queued: 1, next: NOON + 2 * EVERY });
    expect(reads).toEqual(["often"]);
    const { runs } = await store.listRuns({ scheduleId: "often" }, { limit: 9 });
    expect(runs).toMatchObject([{ scheduledFor: NOON + EVERY, requestedAt: NOON + EVERY, state: "queued" }]);
    expect(await one.tick()).toMatchObject({ queued: 0 });
  });

  it("forgets its plan when the schedule is paused before the instant", async () => {
    await store.pauseSchedule("often", { at: NOON, by: "ada", reason: null, until: null });
    now = NOON + EVERY;
    expect(await one.tick()).toMatchObject({
      queued: 0,
      settled: [{ ticks: [{ reason: "paused by ada" }] }],
    });
  });

  it("forgets its plan when it slept through the instant", async () => {
    now = NOON + 10 * 60 * SECOND;
    const { settled } = await one.tick();
    const ticks = settled.flatMap((result) => result.ticks);
    expect(ticks[0]).toMatchObject({ scheduledFor: NOON + EVERY, verdict: "missed" });
  });

  it("does nothing when the instant is upon it, nor long before it", async () => {
    const [late, early] = [scheduler(), scheduler()];
    await late.tick();
    await early.tick();
    reads.length = 0;
    now = NOON + EVERY - 50;
    await late.prepare();
    now = NOON + EVERY - 3 * SECOND;
    await early.prepare();
    expect(reads).toEqual([]);
  });

  it("tidies the ledger up in a calm, once much was settled, and never in a pass", async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...often,
      id: `often-${index}`,
      overlapKey: `${index}`,
    }));
    await register(store, many);
    now = NOON + EVERY;
    await one.tick();
    expect(tidied).toBe(0);
    now += SECOND;
    await one.prepare();
    await one.prepare();
    expect(tidied).toBe(1);
  });
});
