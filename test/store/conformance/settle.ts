import { describe, expect, test } from "vitest";
import { job } from "../../bench/jobs.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  closing,
  due,
  NOON,
  notRun,
  register,
  reread,
  schedule,
  settle,
  started,
  startRequest,
} from "../build.ts";

const MINUTE = 60_000;
const at = (minute: number): number => NOON + minute * MINUTE;
const ID = "essays:check";

export function describeSettle(store: CurrentStore): void {
  const ticks = () => store().ticks({ scheduleId: ID, limit: 100 });
  const watermark = async () => (await store().findSchedule(ID))?.watermark;

  /** Settles the tick of that minute and nothing else. */
  const settleMinute = (minute: number, wish: Parameters<typeof due>[1] = {}) =>
    settle(store(), { from: at(minute - 1), to: at(minute), ticks: [due(at(minute), wish)] });

  describe("settling a tick", () => {
    test("creates its run as queued for a worker, writes the tick and moves the watermark", async () => {
      await register(store(), [schedule()]);
      const tick = due(at(1), { args: { stage: "review" }, tags: ["nightly"], runAfter: at(2) });
      const result = await settle(store(), { from: NOON, to: at(1), ticks: [tick], now: at(1) + 7 });
      const settled = {
        scheduleId: ID,
        scheduledFor: at(1),
        through: at(1),
        count: 1,
        verdict: "run",
        reason: null,
        runId: tick.run.id,
        settledAt: at(1) + 7,
      };
      expect(result).toEqual({ scheduleId: ID, raced: false, watermark: at(1), ticks: [settled] });
      expect(await ticks()).toEqual([settled]);
      expect(await watermark()).toBe(at(1));
      expect(await reread(store(), tick.run)).toMatchObject({
        state: "queued",
        queue: "default",
        trigger: "schedule",
        scheduleId: ID,
        scheduledFor: at(1),
        args: { stage: "review" },
        tags: ["nightly"],
        attempt: 0,
        pid: null,
        host: "web-1",
        concurrencyKey: ID,
      });
      expect(await store().openAttempts()).toEqual([]);
    });

    test("somebody else settled already writes nothing, and says where the watermark stands", async () => {
      await register(store(), [schedule()]);
      await settleMinute(1);
      const late = await settleMinute(1);
      expect(late).toEqual({ scheduleId: ID, raced: true, watermark: at(1), ticks: [] });
      expect(await store().countRuns({})).toMatchObject({ queued: 1 });
      expect(await ticks()).toHaveLength(1);
    });

    test("never moves the watermark back", async () => {
      await register(store(), [schedule()]);
      const back = await settle(store(), { from: NOON, to: NOON - 1, ticks: [notRun(NOON - 1)] });
      expect(back).toMatchObject({ raced: true, watermark: NOON });
      expect(await ticks()).toEqual([]);
    });

    test("of a schedule that is removed, or unknown, writes nothing", async () => {
      expect(await settleMinute(1)).toMatchObject({ raced: true, watermark: NOON });
      await register(store(), [schedule()]);
      await register(store(), []);
      expect(await settleMinute(1)).toMatchObject({ raced: true, watermark: NOON });
      expect(await store().countRuns({})).toMatchObject({ queued: 0 });
    });

    test("as a run does nothing when the schedule was paused over it meanwhile", async () => {
      await register(store(), [schedule()]);
      await store().pauseSchedule(ID, { at: at(2), by: "ada", reason: null, until: at(3) });
      const paused = { from: NOON, to: at(3), ticks: [due(at(1)), due(at(2)), due(at(3))] };
      expect(await settle(store(), paused)).toMatchObject({ raced: true, watermark: NOON });
      const seen = { ...paused, ticks: [due(at(1)), notRun(at(2)), due(at(3), { trigger: "catch_up" })] };
      expect(await settle(store(), seen)).toMatchObject({ raced: false, watermark: at(3) });
    });

    test("goes through for those of a batch that nobody else settled", async () => {
      await register(store(), [schedule({ id: "a" }), schedule({ id: "b" })]);
      await settle(store(), { scheduleId: "a", from: NOON, to: at(1), ticks: [] });
      const both = ["a", "b"].map((scheduleId) => ({
        scheduleId,
        from: NOON,
        to: at(1),
        ticks: [due(at(1), { scheduleId, key: scheduleId })],
      }));
      const results = await store().settle(both, { host: "web-1", now: at(1) });
      expect(results.map(({ raced }) => raced)).toEqual([true, false]);
      expect((await store().latestTicks()).map(({ scheduleId }) => scheduleId)).toEqual(["b"]);
    });
  });

  describe("overlap of a due tick", () => {
    test("skips while a run holds its key, and names the holder the same way each time", async () => {
      await register(store(), [schedule()]);
      const holder = await started(store(), { now: NOON });
      for (const minute of [1, 2]) await settleMinute(minute);
      const reason = `run ${holder.id} (pid 100 on web-1) has held "${ID}" since 2026-03-01T12:00:00.000Z`;
      expect(await ticks()).toMatchObject([
        { verdict: "skipped", reason, scheduledFor: at(1), through: at(2), count: 2, runId: null },
      ]);
      expect(await store().countRuns({})).toMatchObject({ queued: 0, running: 1, skipped: 0 });
    });

    test.each(["skip", "wait"] as const)("under %s skips while a run waits already", async (policy) => {
      await register(store(), [schedule()]);
      const first = await settleMinute(1, { policy });
      expect(await settleMinute(2, { policy })).toMatchObject({
        ticks: [{ verdict: "skipped", reason: `run ${first.ticks[0]?.runId ?? ""} waits already` }],
      });
    });

    test("under wait keeps one waiting behind a run that runs", async () => {
      await register(store(), [schedule()]);
      await started(store());
      for (const minute of [1, 2, 3]) await settleMinute(minute, { policy: "wait" });
      expect((await ticks()).map(({ verdict, count }) => [verdict, count])).toEqual([
        ["skipped", 2],
        ["run", 1],
      ]);
    });

    test("under replace withdraws the older one that waits", async () => {
      await register(store(), [schedule()]);
      await started(store());
      const [old, young] = [due(at(1), { policy: "replace" }), due(at(2), { policy: "replace" })];
      await settle(store(), { from: NOON, to: at(1), ticks: [old] });
      await settle(store(), { from: at(1), to: at(2), ticks: [young] });
      expect(await reread(store(), old.run)).toMatchObject({
        state: "skipped",
        reason: `replaced by run ${young.run.id}`,
      });
      expect(await reread(store(), young.run)).toMatchObject({ state: "queued" });
    });

    test("under replace leaves a person's run that waits its place", async () => {
      await register(store(), [schedule()]);
      await started(store());
      const persons = startRequest({ policy: "wait", key: ID });
      await store().begin(persons);
      await settleMinute(1, { policy: "replace" });
      expect(await reread(store(), persons.run)).toMatchObject({ state: "queued" });
    });

    test.each(["skip", "wait", "replace"] as const)(
      "under %s minds no run of a queue that waits and bears others beside it",
      async (policy) => {
        await register(store(), [schedule()]);
        const asked = job(ID, NOON);
        await store().enqueue([asked], { host: "web-1", now: NOON });
        expect(await settleMinute(1, { policy })).toMatchObject({ ticks: [{ verdict: "run" }] });
        expect(await reread(store(), asked.run)).toMatchObject({ state: "queued", concurrencyKey: ID });
      },
    );

    test("under allow asks nobody", async () => {
      await register(store(), [schedule()]);
      await started(store());
      for (const minute of [1, 2]) await settleMinute(minute, { policy: "allow" });
      expect(await store().countRuns({})).toMatchObject({ queued: 2 });
    });

    test("lets all that are caught up stand in line", async () => {
      await register(store(), [schedule()]);
      const caughtUp = [1, 2, 3].map((minute) => due(at(minute), { trigger: "catch_up" }));
      await settle(store(), { from: NOON, to: at(3), ticks: caughtUp });
      expect(await store().countRuns({})).toMatchObject({ queued: 3 });
    });

    test("is over when the holder is", async () => {
      await register(store(), [schedule()]);
      await store().finish(closing(await started(store())));
      expect(await settleMinute(1)).toMatchObject({ ticks: [{ verdict: "run" }] });
    });
  });

  describe("folding", () => {
    test("joins equal neighbours into one stretch, and begins another where they differ", async () => {
      await register(store(), [schedule()]);
      const list = [
        notRun(at(1), { through: at(3), count: 3 }),
        notRun(at(4)),
        notRun(at(5), { reason: "paused by grace" }),
        notRun(at(6), { verdict: "missed", reason: "paused by grace" }),
        due(at(7)),
        notRun(at(8)),
      ];
      await settle(store(), { from: NOON, to: at(8), ticks: list });
      await settle(store(), { from: at(8), to: at(9), ticks: [notRun(at(9))], now: at(10) });
      expect(
        (await ticks()).map(({ scheduledFor, through, count, verdict }) => [
          (scheduledFor - NOON) / MINUTE,
          (through - NOON) / MINUTE,
          count,
          verdict,
        ]),
      ).toEqual([
        [8, 9, 2, "skipped"],
        [7, 7, 1, "run"],
        [6, 6, 1, "missed"],
        [5, 5, 1, "skipped"],
        [1, 4, 4, "skipped"],
      ]);
      expect((await ticks())[0]).toMatchObject({ settledAt: at(10), reason: "paused by ada" });
    });

    test("tells the settler its own ticks alone", async () => {
      await register(store(), [schedule()]);
      await settle(store(), { from: NOON, to: at(1), ticks: [notRun(at(1))] });
      const second = await settle(store(), { from: at(1), to: at(2), ticks: [notRun(at(2))] });
      expect(second.ticks).toMatchObject([{ scheduledFor: at(2), count: 1 }]);
    });

    test("keeps to its own schedule", async () => {
      await register(store(), [schedule({ id: "a" }), schedule({ id: "b" })]);
      for (const scheduleId of ["a", "b"])
        await settle(store(), { scheduleId, from: NOON, to: at(1), ticks: [notRun(at(1))] });
      expect((await store().latestTicks()).map(({ scheduleId }) => scheduleId)).toEqual(["a", "b"]);
    });
  });

  describe("reading ticks", () => {
    const minutes = async (filter: { since?: number; until?: number; limit?: number }) => {
      const found = await store().ticks({ scheduleId: ID, limit: 100, ...filter });
      return found.map(({ scheduledFor }) => (scheduledFor - NOON) / MINUTE);
    };

    test("gives them newest first, `since` included, `until` excluded, stretches by any part", async () => {
      await register(store(), [schedule()]);
      const stretch = notRun(at(2), { through: at(5), count: 4 });
      const [one, six, seven] = [1, 6, 7].map((minute) => due(at(minute), { policy: "allow" }));
      await settle(store(), { from: NOON, to: at(7), ticks: [one!, stretch, six!, seven!] });
      expect(await minutes({})).toEqual([7, 6, 2, 1]);
      expect(await minutes({ limit: 2 })).toEqual([7, 6]);
      expect(await minutes({ since: at(6) })).toEqual([7, 6]);
      expect(await minutes({ since: at(5) })).toEqual([7, 6, 2]);
      expect(await minutes({ since: at(3), until: at(4) })).toEqual([2]);
      expect(await minutes({ since: at(5) + 1, until: at(7) })).toEqual([6]);
      expect(await minutes({ until: at(2) })).toEqual([1]);
      expect(await minutes({ since: at(8) })).toEqual([]);
    });

    test("by verdict, in one order", async () => {
      await register(store(), [schedule()]);
      const list = [notRun(at(1)), due(at(2)), notRun(at(3), { verdict: "missed" }), notRun(at(4))];
      await settle(store(), { from: NOON, to: at(4), ticks: list });
      const verdicts = async (wanted: ("run" | "skipped" | "missed")[], limit = 9) =>
        (await store().ticks({ scheduleId: ID, verdicts: wanted, limit })).map(({ verdict }) => verdict);
      expect(await verdicts(["missed", "skipped"])).toEqual(["skipped", "missed", "skipped"]);
      expect(await verdicts(["missed", "skipped"], 2)).toEqual(["skipped", "missed"]);
      expect(await verdicts(["run"])).toEqual(["run"]);
      expect(await verdicts([])).toEqual([]);
    });

    test.each([
      ["all of them", {}, 7],
      ["from a time on", { since: at(8) }, 1],
      ["before a time", { until: at(8) }, 6],
      ["within a stretch, its share", { since: at(2), until: at(4) }, 2],
      ["so short a time that it is within one of its steps", { since: at(3) + 1, until: at(3) + 2 }, 1],
      ["of one command", { command: "essays:check" }, 7],
      ["of another command", { command: "other" }, 0],
    ])("counts the times that did not run: %s", async (_, wish, count) => {
      await register(store(), [schedule()]);
      const stretch = notRun(at(2), { through: at(7), count: 6 });
      const missed = notRun(at(8), { verdict: "missed" });
      await settle(store(), { from: NOON, to: at(9), ticks: [due(at(1)), stretch, missed] });
      const last = count === 0 ? null : ID;
      expect(await store().countUnrun({ since: NOON, until: at(99), ...wish })).toEqual({ count, last });
    });

    test("tells whose was the latest that did not run", async () => {
      await register(store(), [schedule({ id: "a" }), schedule({ id: "b" })]);
      await settle(store(), { scheduleId: "a", from: NOON, to: at(2), ticks: [notRun(at(2))] });
      await settle(store(), { scheduleId: "b", from: NOON, to: at(2), ticks: [notRun(at(1))] });
      expect(await store().countUnrun({ since: NOON, until: at(9) })).toEqual({ count: 2, last: "a" });
      expect(await store().countUnrun({ since: NOON, until: at(2) })).toEqual({ count: 1, last: "b" });
    });

    test("finds the runs of a schedule, and of one of its ticks", async () => {
      await register(store(), [schedule(), schedule({ id: "other" })]);
      const tick = due(at(1), { policy: "allow" });
      await settle(store(), { from: NOON, to: at(2), ticks: [tick, due(at(2), { policy: "allow" })] });
      await started(store(), { scheduleId: ID, scheduledFor: null });
      await started(store(), { scheduleId: "other", scheduledFor: at(1) });
      const of = async (filter: object) => (await store().listRuns(filter, { limit: 9 })).runs;
      expect(await of({ scheduleId: ID })).toHaveLength(3);
      expect(await of({ scheduleId: ID, scheduledFor: at(1) })).toMatchObject([{ id: tick.run.id }]);
      expect(await of({ scheduleId: ID, states: ["running"] })).toHaveLength(1);
      expect(await of({ scheduledFor: at(1) })).toHaveLength(2);
      expect(await of({ scheduleId: "nobody" })).toEqual([]);
    });
  });
}
