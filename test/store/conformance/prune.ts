import { describe, expect, test } from "vitest";
import { FINAL_OUTCOMES } from "../../../src/core/run.ts";
import { isFailure, stateAfter } from "../../../src/core/transition.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  closing,
  due,
  finished,
  finishedAs,
  NOON,
  notRun,
  owner,
  register,
  schedule,
  settle,
  started,
  startRequest,
} from "../build.ts";

const DAY = 86_400_000;
const ALL = Number.MAX_SAFE_INTEGER;

export function describePrune(store: CurrentStore): void {
  const commands = async (): Promise<string[]> => {
    const { runs } = await store().listRuns({}, { limit: 100 });
    return runs.map(({ command }) => command);
  };
  const rule = { before: NOON, failuresBefore: NOON, keep: ALL, dryRun: false };

  describe("prune", () => {
    test.each(FINAL_OUTCOMES)("keeps a run that %s by the age that its state has", async (outcome) => {
      await finishedAs(store(), outcome, { now: NOON - 2 * DAY });
      const failure = isFailure(stateAfter(outcome));
      const keepsFailures = { ...rule, before: NOON - DAY, failuresBefore: NOON - 3 * DAY };
      expect(await store().prune(keepsFailures, 10)).toBe(failure ? 0 : 1);
      const keepsOthers = { ...rule, before: NOON - 3 * DAY, failuresBefore: NOON - DAY };
      expect(await store().prune(keepsOthers, 10)).toBe(failure ? 1 : 0);
    });

    test("goes by the end of a run: what finished at the date itself stays", async () => {
      await finished(store(), { now: NOON - DAY }, { finishedAt: NOON });
      expect(await store().prune(rule, 10)).toBe(0);
      expect(await store().prune({ ...rule, before: NOON + 1 }, 10)).toBe(1);
    });

    test("never takes a live run, however old", async () => {
      await started(store(), { command: "runs", key: "k", now: NOON - 9 * DAY });
      await store().begin(startRequest({ command: "waits", key: "k", policy: "wait", now: NOON - 9 * DAY }));
      expect(await store().prune({ ...rule, keep: 0 }, 10)).toBe(0);
      expect(await commands()).toEqual(["waits", "runs"]);
    });

    test("takes the oldest first, so many at a time", async () => {
      for (const [index, command] of ["a", "b", "c"].entries())
        await finished(store(), { command, now: NOON - DAY + index });
      expect(await store().prune(rule, 2)).toBe(2);
      expect(await commands()).toEqual(["c"]);
      expect(await store().prune(rule, 2)).toBe(1);
      expect(await store().prune(rule, 2)).toBe(0);
    });

    test("keeps the newest so many, whatever their age; live runs do not count", async () => {
      await started(store(), { command: "live" });
      for (const [index, command] of ["a", "b", "c"].entries())
        await finished(store(), { command, now: NOON + index });
      const one = { ...rule, before: 0, failuresBefore: 0, keep: 1 };
      expect(await store().prune({ ...one, dryRun: true }, 10)).toBe(2);
      expect(await store().prune(one, 10)).toBe(2);
      expect(await commands()).toEqual(["c", "live"]);
    });

    test("only counts when it is a dry run", async () => {
      await finished(store(), { now: NOON - DAY });
      expect(await store().prune({ ...rule, dryRun: true }, 10)).toBe(1);
      expect(await commands()).toHaveLength(1);
    });

    test("takes all that hangs on a run with it", async () => {
      const chunk = { offset: 0, at: NOON, stream: "stdout", bytes: Buffer.from("x") } as const;
      const output = { chunks: [chunk], cut: null, totalBytes: 1 };
      const wish = { args: { word: "zebra" }, tags: ["t"], now: NOON - DAY };
      const run = await finished(store(), wish, { output, result: { word: "quagga" } });
      expect(await store().prune(rule, 10)).toBe(1);
      expect(await store().findRun(run.id)).toBeUndefined();
      expect(await store().attempts(run.id)).toEqual([]);
      expect(await store().readOutput({ runId: run.id, attempt: 1 }, 0, 10)).toEqual([]);
      expect((await store().listRuns({ search: "zebra" }, { limit: 10 })).runs).toEqual([]);
      expect((await store().inspect(true)).problems).toEqual([]);
    });

    test("leaves a retry its parent's name when the parent goes", async () => {
      const parent = await finishedAs(store(), "failed", { now: NOON - DAY });
      const retry = await finished(store(), { parentId: parent.id });
      await store().prune(rule, 10);
      expect(await store().findRun(retry.id)).toMatchObject({ parentId: parent.id });
    });
  });

  describe("pruning what schedules left", () => {
    const old = NOON - 2 * DAY;
    const verdicts = async () =>
      (await store().ticks({ scheduleId: "essays:check", limit: 9 })).map(({ verdict }) => verdict);
    const settleOld = async (...ticks: Parameters<typeof settle>[1]["ticks"]) => {
      await register(store(), [schedule()], old - 1);
      await settle(store(), { from: old - 1, to: old + 9, ticks, now: old + 9 });
    };

    test("keeps skipped ticks as long as runs, and missed ones as long as failures", async () => {
      await settleOld(notRun(old), notRun(old + 1, { verdict: "missed" }));
      const long = { before: NOON - DAY, failuresBefore: NOON - 3 * DAY };
      expect(await store().prune({ ...rule, ...long }, 10)).toBe(0);
      expect(await verdicts()).toEqual(["missed"]);
      await store().prune({ ...rule, failuresBefore: NOON - DAY }, 10);
      expect(await verdicts()).toEqual([]);
    });

    test("lets no stretch go that reaches into the time that is kept", async () => {
      await settleOld(notRun(old), notRun(old + 1, { through: old + 5, count: 5 }));
      await store().prune({ ...rule, before: old + 5 }, 10);
      expect(await verdicts()).toEqual(["skipped"]);
    });

    test("keeps a tick that ran as long as its run, and no longer", async () => {
      const tick = due(old);
      await settleOld(tick, notRun(old + 1));
      await store().prune(rule, 10);
      expect(await verdicts()).toEqual(["run"]);
      const [found] = await store().claim({ owner: owner(1), leaseUntil: NOON, now: NOON });
      await store().begin({ ...startRequest(), run: tick.run, overlap: found!.overlap, owner: owner(1) });
      await store().finish(closing({ id: tick.run.id, attempt: 1 }, { finishedAt: NOON + 1 }));
      await store().prune(rule, 10);
      expect(await verdicts()).toEqual(["run"]);
      expect(await store().prune({ ...rule, before: NOON + 2 }, 10)).toBe(1);
      expect(await verdicts()).toEqual([]);
    });

    test("takes another run of the same tick without the tick", async () => {
      await settleOld(due(old));
      await finished(store(), { scheduleId: "essays:check", scheduledFor: old, now: NOON - DAY });
      expect(await store().prune(rule, 10)).toBe(1);
      expect(await verdicts()).toEqual(["run"]);
    });

    test("only counts runs when it is a dry run, and touches no tick", async () => {
      await settleOld(notRun(old));
      expect(await store().prune({ ...rule, dryRun: true }, 10)).toBe(0);
      expect(await verdicts()).toEqual(["skipped"]);
    });

    test("forgets processes that have not been heard of for so long", async () => {
      const beat = {
        kind: "scheduler" as const,
        queues: null,
        owner: owner(1),
        startedAt: old,
        stoppedAt: null,
      };
      await store().beat({ ...beat, id: "old", heartbeatAt: NOON - 1 });
      await store().beat({ ...beat, id: "new", heartbeatAt: NOON });
      await settleOld(notRun(old));
      await store().prune(rule, 10);
      expect((await store().processes({ since: 0 })).map(({ id }) => id)).toEqual(["new"]);
    });
  });
}
