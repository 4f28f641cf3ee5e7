import { describe, expect, test } from "vitest";
import { closing, due, finished, finishedAs, NOON, notRun, register, schedule } from "../build.ts";
import { settle, started, startRequest } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

export function describeHappenings(store: CurrentStore): void {
  const seen = async () => (await store().happenings(100, NOON)).happenings;
  const kinds = async () => (await seen()).map(({ kind }) => kind);

  describe("watchRuns", () => {
    test("keeps nothing before it is asked to", async () => {
      await finished(store());
      await store().noteLate({ runId: (await finished(store())).id, lateMs: 5, now: NOON });
      expect(await seen()).toEqual([]);
    });

    test("keeps every end, whoever writes it, and how its run stands", async () => {
      await store().watchRuns("ends");
      const failed = await finishedAs(store(), "failed");
      const left = await started(store());
      store().finishAtExit(closing(left, { outcome: "timed_out", exitCode: 124 }));
      const holder = await started(store(), { key: "k" });
      const skipped = await store().begin(startRequest({ key: "k" }));
      const waiting = await store().begin(startRequest({ key: "k", policy: "wait" }));
      const gone = { state: "cancelled", reason: "by ada", exitCode: 143, now: NOON } as const;
      await store().withdraw({ runId: waiting.run.id, ...gone });
      const ends = (await seen()).map((one) => (one.kind === "ended" ? [one.run.id, one.run.state] : one));
      expect(ends).toEqual([
        [failed.id, "failed"],
        [left.id, "timed_out"],
        [skipped.run.id, "skipped"],
        [waiting.run.id, "cancelled"],
      ]);
      expect(ends).not.toContain(holder.id);
    });

    test("keeps no attempt that another follows", async () => {
      await store().watchRuns("ends");
      const run = await started(store());
      await store().requeue(closing(run, { outcome: "failed" }), { runAfter: NOON, reason: null });
      expect(await seen()).toEqual([]);
    });

    test("keeps starts where they are wanted", async () => {
      await store().watchRuns("starts");
      await finished(store());
      expect(await kinds()).toEqual(["started", "ended"]);
      await store().watchRuns("ends");
      await finished(store());
      expect(await kinds()).toEqual(["started", "ended", "ended"]);
    });

    test("keeps ticks that did not run, but those that a person paused", async () => {
      await store().watchRuns("ends");
      await register(store(), [schedule()]);
      const ticks = [notRun(NOON + 60_000), notRun(NOON + 120_000, { reason: "nothing ticked" })];
      await settle(store(), { from: NOON, to: NOON + 180_000, ticks: [...ticks, due(NOON + 180_000)] });
      expect(await seen()).toMatchObject([
        { kind: "not_run", command: "essays:check", scheduleId: "essays:check", reason: "nothing ticked" },
      ]);
    });

    test("counts ticks that did not run one after the other, though they share a row", async () => {
      await store().watchRuns("ends");
      await register(store(), [schedule()]);
      const at = (minutes: number): number => NOON + minutes * 60_000;
      const missed = { verdict: "missed", reason: "nothing ticked" } as const;
      const many = notRun(at(1), { ...missed, through: at(3), count: 3 });
      await settle(store(), { from: NOON, to: at(3), ticks: [many] });
      for (const minute of [4, 5])
        await settle(store(), { from: at(minute - 1), to: at(minute), ticks: [notRun(at(minute), missed)] });
      await settle(store(), { from: at(5), to: at(7), ticks: [notRun(at(6)), notRun(at(7))] });
      expect(await seen()).toMatchObject([
        { kind: "not_run", count: 3, scheduledFor: at(3), at: at(3), reason: "nothing ticked" },
        { kind: "not_run", count: 1, scheduledFor: at(4), at: at(4), reason: "nothing ticked" },
        { kind: "not_run", count: 1, scheduledFor: at(5), at: at(5), reason: "nothing ticked" },
      ]);
    });

    test.each([
      ["is not judged since long ago", { since: NOON + 3_600_000, most: 99 }],
      ["is more than anybody will judge", { since: NOON, most: 2 }],
    ])("forgets all that is kept, and keeps nothing any more, when it %s", async (_, bound) => {
      await store().watchRuns("ends");
      for (let count = 0; count < 3; count += 1) await finished(store(), { now: NOON });
      await store().forgetUntold({ since: NOON, most: 3 });
      expect(await seen()).toHaveLength(3);
      await store().forgetUntold(bound);
      expect(await seen()).toEqual([]);
      await finished(store());
      expect(await seen()).toEqual([]);
    });

    test("keeps on for others where everything is judged", async () => {
      await store().watchRuns("ends");
      await store().forgetUntold({ since: NOON + 3_600_000, most: 0 });
      await finished(store());
      expect(await seen()).toHaveLength(1);
    });

    test("says of a pruned run that it is gone", async () => {
      await store().watchRuns("ends");
      await finished(store());
      await store().prune({ before: NOON * 2, failuresBefore: NOON * 2, keep: 0, dryRun: false }, 10);
      expect(await kinds()).toEqual(["gone"]);
    });

    test("takes in late starts", async () => {
      await store().watchRuns("ends");
      const run = await started(store());
      await store().noteLate({ runId: run.id, lateMs: 5_000, now: NOON + 5 });
      expect(await seen()).toMatchObject([
        { kind: "late", at: NOON + 5, lateMs: 5_000, run: { id: run.id } },
      ]);
    });
  });
}
