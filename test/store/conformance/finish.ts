import { fc } from "../../properties.ts";
import { describe, expect, test } from "vitest";
import { FINAL_OUTCOMES } from "../../../src/core/run.ts";
import { stateAfter } from "../../../src/core/transition.ts";
import type { CurrentStore } from "../conformance.ts";
import { closing, finished, NOON, reread, started, startRequest } from "../build.ts";

export function describeFinish(store: CurrentStore): void {
  describe("finish", () => {
    test.each(FINAL_OUTCOMES)("%s closes the attempt and its run", async (outcome) => {
      const run = await started(store());
      const error = { name: "TypeError", message: "no such essay", stack: "at x:1" };
      const end = closing(run, {
        outcome,
        reason: "because",
        exitCode: 3,
        signal: "SIGKILL",
        error,
        cpuMs: 12.5,
        peakRss: 4096,
      });
      expect(await store().finish(end)).toBe(true);
      const common = { reason: "because", exitCode: 3, error, finishedAt: NOON + 1_000 };
      expect(await reread(store(), run)).toMatchObject({ ...common, state: stateAfter(outcome) });
      const attempt = { ...common, outcome, signal: "SIGKILL", cpuMs: 12.5, peakRss: 4096 };
      expect(await store().attempts(run.id)).toMatchObject([attempt]);
      expect(await store().openAttempts()).toEqual([]);
    });

    test("closes once: who comes second changes nothing", async () => {
      const run = await started(store());
      await store().finish(closing(run, { outcome: "lost", reason: "its owner died" }));
      const before = [await reread(store(), run), await store().attempts(run.id)];
      expect(await store().finish(closing(run, { result: { done: true } }))).toBe(false);
      expect([await reread(store(), run), await store().attempts(run.id)]).toEqual(before);
    });

    test("keeps no last output of an attempt that was closed already", async () => {
      const run = await finished(store());
      const chunk = { offset: 0, at: NOON, stream: "stdout", bytes: Buffer.from("late") } as const;
      const output = { chunks: [chunk], cut: null, totalBytes: 4 };
      expect(await store().finish(closing(run, { output }))).toBe(false);
      expect(await store().readOutput({ runId: run.id, attempt: 1 }, 0, 100)).toEqual([]);
    });

    test.each([0, 2])("does not close attempt %i of a run whose attempt is 1", async (attempt) => {
      const run = await started(store());
      expect(await store().finish(closing({ id: run.id, attempt }))).toBe(false);
      expect(await reread(store(), run)).toEqual(run);
    });

    test("does not close a run that only waits", async () => {
      await started(store(), { key: "k" });
      const { run } = await store().begin(startRequest({ key: "k", policy: "wait" }));
      expect(await store().finish(closing(run))).toBe(false);
    });

    test("knows nothing of a run that is not there", async () => {
      expect(await store().finish(closing({ id: "no-such-run", attempt: 1 }))).toBe(false);
    });

    test("is done before finishAtExit returns", async () => {
      const run = await started(store());
      expect(store().finishAtExit(closing(run))).toBe(true);
      expect(store().finishAtExit(closing(run))).toBe(false);
      expect(await reread(store(), run)).toMatchObject({ state: "succeeded" });
    });

    test("gives back any JSON result as it came", async () => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ depthSize: "small" }), async (value) => {
          const result = JSON.parse(JSON.stringify(value));
          expect((await finished(store(), {}, { result })).result).toEqual(result);
        }),
        { numRuns: 50 },
      );
    });

    test("keeps the progress that was stored when it has none of its own", async () => {
      const run = await started(store());
      const progress = { done: 3, total: 10, note: "pages" };
      await store().heartbeat({ runId: run.id, attempt: 1 }, { leaseUntil: NOON, progress });
      await store().finish(closing(run, { outcome: "lost" }));
      expect((await reread(store(), run)).progress).toEqual(progress);
    });

    test("stores its own progress over an older one", async () => {
      const run = await started(store());
      const older = { done: 3, total: 10, note: "pages" };
      await store().heartbeat({ runId: run.id, attempt: 1 }, { leaseUntil: NOON, progress: older });
      await store().finish(closing(run, { progress: { done: 4, total: null, note: null } }));
      expect((await reread(store(), run)).progress).toEqual({ done: 4, total: null, note: null });
    });

    test("closes a run whose progress is no number", async () => {
      const run = await finished(store(), {}, { progress: { done: NaN, total: 5, note: null } });
      expect(run).toMatchObject({ state: "succeeded", progress: null });
    });

    test("closes a run although the clock was set back meanwhile", async () => {
      expect(await finished(store(), {}, { finishedAt: NOON - 86_400_000 })).toMatchObject({
        state: "succeeded",
      });
    });
  });

  describe("heartbeat", () => {
    test("renews the lease of the open attempt and stores progress", async () => {
      const run = await started(store());
      const progress = { done: 1, total: null, note: null };
      const answer = await store().heartbeat(
        { runId: run.id, attempt: 1 },
        { leaseUntil: NOON + 99, progress },
      );
      expect(answer).toEqual({ held: true, cancel: null });
      expect(await store().attempts(run.id)).toMatchObject([{ leaseUntil: NOON + 99 }]);
      expect((await reread(store(), run)).progress).toEqual(progress);
    });

    test("tells an owner that its attempt is no longer its own, and touches nothing", async () => {
      const run = await finished(store());
      const beat = { leaseUntil: NOON + 99, progress: { done: 9, total: 9, note: "late" } };
      expect(await store().heartbeat({ runId: run.id, attempt: 1 }, beat)).toEqual({
        held: false,
        cancel: null,
      });
      expect(await store().heartbeat({ runId: "no-such-run", attempt: 1 }, beat)).toEqual({
        held: false,
        cancel: null,
      });
      expect(await reread(store(), run)).toEqual(run);
    });

    test("brings the wish to cancel, and who had it first", async () => {
      const run = await started(store());
      expect(await store().requestCancel(run.id, "grace", NOON + 1)).toBe(true);
      expect(await store().requestCancel(run.id, "alan", NOON + 2)).toBe(true);
      const answer = await store().heartbeat(
        { runId: run.id, attempt: 1 },
        { leaseUntil: NOON, progress: null },
      );
      expect(answer).toEqual({ held: true, cancel: { at: NOON + 1, by: "grace" } });
      expect(await reread(store(), run)).toMatchObject({
        state: "running",
        cancelRequestedAt: NOON + 1,
        cancelRequestedBy: "grace",
      });
    });

    test("no cancel can be asked for of a run that is over, or that is not there", async () => {
      const run = await finished(store());
      expect(await store().requestCancel(run.id, "grace", NOON)).toBe(false);
      expect(await store().requestCancel("no-such-run", "grace", NOON)).toBe(false);
      expect(await reread(store(), run)).toEqual(run);
    });
  });
}
