import { describe, expect, test } from "vitest";
import type { CurrentStore } from "../conformance.ts";
import { due, NOON, notRun, register, schedule, settle } from "../build.ts";

const MINUTE = 60_000;

export function describeSchedules(store: CurrentStore): void {
  const ids = async (): Promise<string[]> => (await store().schedules()).map(({ schedule: { id } }) => id);
  const find = async (id = "essays:check") => {
    const found = await store().findSchedule(id);
    if (!found) throw new Error(`schedule ${id} is not there`);
    return found;
  };

  describe("registering schedules", () => {
    test("keeps each as it was given, and never makes its past due", async () => {
      const given = schedule({ args: { stage: "review" }, exclude: ["2026-12-25"] });
      expect(await register(store(), [given])).toEqual({ added: [given.id], changed: [], removed: [] });
      expect(await find()).toEqual({
        schedule: given,
        watermark: NOON,
        registeredAt: NOON,
        pause: null,
        removedAt: null,
      });
    });

    test("again and the same changes nothing, and no revision", async () => {
      await register(store(), [schedule()]);
      const revision = await store().scheduleRevision();
      const nothing = { added: [], changed: [], removed: [] };
      expect(await register(store(), [schedule()], NOON + MINUTE)).toEqual(nothing);
      expect(await find()).toMatchObject({ watermark: NOON, registeredAt: NOON });
      const { id, ...rest } = schedule();
      expect(await register(store(), [{ ...rest, id }])).toEqual(nothing);
      expect(await store().scheduleRevision()).toBe(revision);
    });

    test.each([
      ["rule", { rule: { kind: "every", ms: 1_000 } }],
      ["timezone", { timezone: "Europe/London" }],
      ["gap", { gap: "skip" }],
      ["fold", { fold: "last" }],
      ["between", { between: [{ from: 0, to: 60 }] }],
      ["unless", { unless: [{ from: 0, to: 60 }] }],
      ["from", { from: NOON }],
      ["until", { until: NOON }],
      ["exclude", { exclude: ["2026-12-25"] }],
    ] as const)("with another %s starts at that moment, so that the edit fires nothing", async (_, edit) => {
      await register(store(), [schedule()]);
      const changed = schedule(structuredClone(edit) as Partial<ReturnType<typeof schedule>>);
      expect(await register(store(), [changed], NOON + 9)).toMatchObject({ changed: [changed.id] });
      expect(await find()).toMatchObject({
        schedule: changed,
        watermark: NOON + 9,
        registeredAt: NOON + 9,
      });
    });

    test("with other args or policies leaves the watermark where it stands", async () => {
      await register(store(), [schedule()]);
      const changed = schedule({ args: { stage: "review" }, overlap: "wait", jitterMs: 5 });
      expect(await register(store(), [changed], NOON + 9)).toMatchObject({ changed: [changed.id] });
      expect(await find()).toMatchObject({ schedule: changed, watermark: NOON, registeredAt: NOON });
    });

    test("with another rule never moves the watermark back when the clock was set back", async () => {
      await register(store(), [schedule()]);
      await register(store(), [schedule({ timezone: "Europe/London" })], NOON - 9);
      expect(await find()).toMatchObject({ watermark: NOON });
    });

    test("removes what is given no more, and keeps its history", async () => {
      await register(store(), [schedule(), schedule({ id: "other" })]);
      expect(await register(store(), [schedule()], NOON + 9)).toMatchObject({ removed: ["other"] });
      expect(await ids()).toEqual(["essays:check"]);
      expect(await find("other")).toMatchObject({ removedAt: NOON + 9 });
      expect(await register(store(), [schedule()], NOON + 10)).toMatchObject({ removed: [] });
    });

    test("takes one back where it is now, paused as it was", async () => {
      await register(store(), [schedule()]);
      await store().pauseSchedule("essays:check", { at: NOON, by: "ada", reason: null, until: null });
      await register(store(), [], NOON + 1);
      expect(await register(store(), [schedule()], NOON + 9)).toMatchObject({ added: ["essays:check"] });
      expect(await find()).toMatchObject({ watermark: NOON + 9, removedAt: null, pause: { by: "ada" } });
    });

    test("leaves those alone whose module could not be asked", async () => {
      await register(store(), [schedule(), schedule({ id: "other", command: "other" })]);
      const result = await store().registerSchedules({ schedules: [], unread: ["other"], now: NOON });
      expect(result).toMatchObject({ removed: ["essays:check"] });
      expect(await ids()).toEqual(["other"]);
    });

    test("leaves dynamic ones alone, and refuses to write over one", async () => {
      const added = schedule({ source: "dynamic", place: "added by ada" });
      await store().addSchedule(added, NOON);
      expect(await register(store(), [])).toMatchObject({ removed: [] });
      await expect(register(store(), [schedule({ id: "new" }), schedule()])).rejects.toMatchObject({
        code: "invalid_schedule",
        message: expect.stringContaining("schedule essays:check of commands/essays/check.ts"),
      });
      expect(await ids()).toEqual(["essays:check"]);
      expect((await find()).schedule).toEqual(added);
    });
  });

  describe("a dynamic schedule", () => {
    const dynamic = schedule({ source: "dynamic" });

    test("is added once", async () => {
      expect(await store().addSchedule(dynamic, NOON)).toBe(true);
      expect(await store().addSchedule({ ...dynamic, args: { other: true } }, NOON + 9)).toBe(false);
      expect(await find()).toMatchObject({ schedule: dynamic, watermark: NOON });
    });

    test("is removed once, and comes back unpaused, at that moment", async () => {
      await store().addSchedule(dynamic, NOON);
      await store().pauseSchedule(dynamic.id, { at: NOON, by: "ada", reason: "so", until: NOON + 5 });
      expect(await store().removeSchedule(dynamic.id, NOON + 1)).toBe(true);
      expect(await store().removeSchedule(dynamic.id, NOON + 2)).toBe(false);
      expect(await find()).toMatchObject({ removedAt: NOON + 1 });
      expect(await store().addSchedule(dynamic, NOON + 9)).toBe(true);
      expect(await find()).toMatchObject({ watermark: NOON + 9, pause: null, removedAt: null });
    });

    test("is the only kind that can be removed by hand", async () => {
      await register(store(), [schedule()]);
      expect(await store().removeSchedule("essays:check", NOON)).toBe(false);
      expect(await store().addSchedule(dynamic, NOON)).toBe(false);
      expect(await store().removeSchedule("nobody", NOON)).toBe(false);
    });
  });

  describe("a pause", () => {
    const pause = { at: NOON + 5, by: "ada", reason: "migration", until: NOON + MINUTE };

    test("is kept with who, why and until when, and ends when another begins", async () => {
      await register(store(), [schedule()]);
      expect(await store().pauseSchedule("essays:check", pause)).toBe(true);
      expect(await find()).toMatchObject({ pause });
      const another = { at: NOON + 9, by: "grace", reason: null, until: null };
      expect(await store().pauseSchedule("essays:check", another)).toBe(true);
      expect(await find()).toMatchObject({ pause: another, endedPauses: [{ ...pause, until: another.at }] });
    });

    test("is kept beside the ones before it, each until the watermark has passed its end", async () => {
      await register(store(), [schedule()]);
      for (const at of [NOON + 10, NOON + 20, NOON + 30]) {
        await store().pauseSchedule("essays:check", { at, by: "ada", reason: `from ${at}`, until: null });
        await store().resumeSchedule("essays:check", at + 5);
      }
      const [one, two, three] = [10, 20, 30].map((ms) => NOON + ms) as [number, number, number];
      const known = async () => {
        const { pause: last, endedPauses = [] } = await find();
        return [...endedPauses, ...(last ? [last] : [])].map(({ at, reason }) => [at, reason]);
      };
      expect(await known()).toEqual([one, two, three].map((at) => [at, `from ${at}`]));
      await settle(store(), { from: NOON, to: one + 5, ticks: [] });
      expect(await known()).toEqual([two, three].map((at) => [at, `from ${at}`]));
      await settle(store(), { from: one + 5, to: three, ticks: [due(two + 6, { policy: "allow" })] });
      expect(await known()).toEqual([[three, `from ${three}`]]);
      await settle(store(), { from: three, to: three + 5, ticks: [] });
      expect(await find()).not.toHaveProperty("endedPauses");
      expect(await known()).toEqual([]);
    });

    test("keeps a run out of any of them, and lets one pass between two", async () => {
      await register(store(), [schedule()]);
      await store().pauseSchedule("essays:check", { ...pause, at: NOON + 10, until: NOON + 20 });
      await store().pauseSchedule("essays:check", { ...pause, at: NOON + 30, until: null });
      const runAt = (at: number) => ({ from: NOON, to: NOON + 40, ticks: [due(at, { policy: "allow" })] });
      for (const at of [NOON + 19, NOON + 31])
        expect(await settle(store(), runAt(at))).toMatchObject({ raced: true });
      expect(await settle(store(), runAt(NOON + 20))).toMatchObject({ raced: false });
    });

    test("ends when it is resumed, and is seen until its ticks are settled", async () => {
      await register(store(), [schedule()]);
      await store().pauseSchedule("essays:check", { ...pause, until: null });
      expect(await store().resumeSchedule("essays:check", NOON + 50)).toBe(true);
      expect(await store().resumeSchedule("essays:check", NOON + 51)).toBe(false);
      expect(await find()).toMatchObject({ pause: { at: pause.at, until: NOON + 50 } });
      await settle(store(), { from: NOON, to: NOON + 49, ticks: [] });
      expect(await find()).toMatchObject({ pause: { until: NOON + 50 } });
      await settle(store(), { from: NOON + 49, to: NOON + 50, ticks: [] });
      expect(await find()).toMatchObject({ pause: null });
    });

    test("that ran out is not resumed", async () => {
      await register(store(), [schedule()]);
      await store().pauseSchedule("essays:check", pause);
      expect(await store().resumeSchedule("essays:check", pause.until)).toBe(false);
    });

    test("is not for what is not there", async () => {
      await register(store(), [schedule()]);
      await register(store(), []);
      for (const id of ["nobody", "essays:check"]) {
        expect(await store().pauseSchedule(id, pause)).toBe(false);
        expect(await store().resumeSchedule(id, NOON)).toBe(false);
      }
    });
  });

  describe("a rewind", () => {
    const rewind = (now: number, id = "essays:check") =>
      store().rewindSchedule({ id, now, reason: "the clock was ahead" });
    const instants = async (): Promise<number[]> =>
      (await store().ticks({ scheduleId: "essays:check", limit: 9 })).map((tick) => tick.scheduledFor);

    test("forgets what was settled beyond now, and skips the runs that wait for it", async () => {
      await register(store(), [schedule()]);
      const ticks = [due(NOON + 10), notRun(NOON + MINUTE, { through: NOON + 3 * MINUTE, count: 3 })];
      const late = due(NOON + 4 * MINUTE, { policy: "allow" });
      await settle(store(), { from: NOON, to: NOON + 5 * MINUTE, ticks: [...ticks, late] });
      expect(await rewind(NOON + 20)).toEqual({ watermark: NOON + 20, ticks: 4, withdrawn: 1 });
      expect(await instants()).toEqual([NOON + 10]);
      expect(await find()).toMatchObject({ watermark: NOON + 20 });
      expect(await store().findRun(late.run.id)).toMatchObject({
        state: "skipped",
        reason: "the clock was ahead",
      });
      const again = due(NOON + 4 * MINUTE, { policy: "allow" });
      await settle(store(), { from: NOON + 20, to: NOON + 5 * MINUTE, ticks: [again] });
      expect(await store().findRun(again.run.id)).toMatchObject({ state: "queued" });
    });

    test("settles a stretch anew in which now lies", async () => {
      await register(store(), [schedule()]);
      const stretch = notRun(NOON + MINUTE, { through: NOON + 9 * MINUTE, count: 9 });
      await settle(store(), { from: NOON, to: NOON + 9 * MINUTE, ticks: [due(NOON + 10), stretch] });
      expect(await rewind(NOON + 5 * MINUTE)).toEqual({
        watermark: NOON + MINUTE - 1,
        ticks: 9,
        withdrawn: 0,
      });
      expect(await instants()).toEqual([NOON + 10]);
    });

    test("lets what was paused and registered ahead of time be so from now on", async () => {
      await register(store(), [schedule()], NOON + MINUTE);
      await store().pauseSchedule("essays:check", {
        at: NOON + MINUTE,
        by: "ada",
        reason: null,
        until: null,
      });
      const another = { at: NOON + 2 * MINUTE, by: "ada", reason: null, until: null };
      await store().pauseSchedule("essays:check", another);
      expect(await rewind(NOON)).toEqual({ watermark: NOON, ticks: 0, withdrawn: 0 });
      expect(await find()).toMatchObject({ watermark: NOON, registeredAt: NOON, pause: { at: NOON } });
      expect(await find()).not.toHaveProperty("endedPauses");
    });

    test("is not for what is not ahead, or not there", async () => {
      await register(store(), [schedule()]);
      expect(await rewind(NOON)).toBeUndefined();
      expect(await rewind(NOON, "nobody")).toBeUndefined();
      await register(store(), []);
      expect(await rewind(NOON - 1)).toBeUndefined();
    });
  });

  describe("the revision", () => {
    test("grows with each registration, removal, pause, resume and rewind, and leads to what moved", async () => {
      let seen = 0;
      const moved = async (): Promise<string[]> => {
        const rows = await store().schedules({ changedSince: seen });
        const revision = await store().scheduleRevision();
        expect(revision > seen).toBe(rows.length > 0);
        seen = revision;
        return rows.map(({ schedule: { id } }) => id);
      };
      expect(await moved()).toEqual([]);
      await register(store(), [schedule({ id: "b" }), schedule({ id: "a" })]);
      expect(await moved()).toEqual(["a", "b"]);
      await store().pauseSchedule("a", { at: NOON, by: "ada", reason: null, until: null });
      expect(await moved()).toEqual(["a"]);
      await store().resumeSchedule("a", NOON);
      expect(await moved()).toEqual(["a"]);
      await store().rewindSchedule({ id: "a", now: NOON - 1, reason: "" });
      expect(await moved()).toEqual(["a"]);
      await store().addSchedule(schedule({ id: "c", source: "dynamic" }), NOON);
      expect(await moved()).toEqual(["c"]);
      await store().removeSchedule("c", NOON);
      expect(await moved()).toEqual(["c"]);
      await register(store(), [schedule({ id: "a" })]);
      expect(await moved()).toEqual(["b"]);
      await settle(store(), { scheduleId: "a", from: NOON - 1, to: NOON + 1, ticks: [] });
      expect(await moved()).toEqual([]);
    });
  });
}
