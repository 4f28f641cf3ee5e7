import { describe, expect, test } from "vitest";
import { aNotice, telling } from "../a-notice.ts";
import { closing, finished, finishedAs, NOON, started } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

export function describeNotices(store: CurrentStore): void {
  const seen = async () => (await store().happenings(100, NOON)).happenings;

  describe("tell", () => {
    const streak = { command: "essays:check", kind: "failure", beganAt: NOON, lastRunId: "run-1" } as const;

    test("takes happenings away and writes what follows", async () => {
      await store().watchRuns("ends");
      await finishedAs(store(), "failed");
      const [one] = await seen();
      const told = { ...streak, count: 1, told: ["slack-1 after 1"] };
      const all = telling({ taken: [one?.seq ?? 0], streaks: [told], notices: [aNotice()] });
      expect(await store().tell(all)).toBe(true);
      expect(await seen()).toEqual([]);
      expect(await store().streaks()).toEqual([told]);
      expect(await store().notices({ limit: 9 })).toMatchObject([
        { ...aNotice(), createdAt: NOON, sendAfter: NOON, tries: 0, sentAt: null },
      ]);
      await store().tell(telling({ ended: [streak] }));
      expect(await store().streaks()).toEqual([]);
    });

    test("does nothing when one of them was told of by somebody else", async () => {
      await store().watchRuns("ends");
      await finishedAs(store(), "failed");
      await finishedAs(store(), "failed");
      const taken = (await seen()).map(({ seq }) => seq);
      await store().tell(telling({ taken: taken.slice(0, 1) }));
      const late = telling({ taken, streaks: [{ ...streak, count: 1, told: [] }], notices: [aNotice()] });
      expect(await store().tell(late)).toBe(false);
      expect(await seen()).toHaveLength(1);
      expect(await store().streaks()).toEqual([]);
      expect(await store().notices({ limit: 9 })).toEqual([]);
    });

    test("gives no happening the number of one that is gone", async () => {
      await store().watchRuns("ends");
      await finished(store());
      const [first] = await seen();
      await store().tell(telling({ taken: [first?.seq ?? 0] }));
      await finished(store());
      expect((await seen())[0]?.seq).toBeGreaterThan(first?.seq ?? Infinity);
    });
  });

  describe("snooze", () => {
    test("goes on until its time, is renewed, and ends when it is told to", async () => {
      await store().snooze("nightly-*", { until: NOON + 5, by: "ada" });
      await store().snooze("nightly-*", { until: NOON + 10, by: "bob" });
      expect(await store().snoozes(NOON + 9)).toEqual([
        { pattern: "nightly-*", until: NOON + 10, by: "bob" },
      ]);
      expect(await store().snoozes(NOON + 10)).toEqual([]);
      expect(await store().wake("nightly-*", NOON + 8)).toBe(true);
      expect(await store().wake("nightly-*", NOON + 8)).toBe(false);
      expect(await store().snoozes(NOON + 8)).toEqual([]);
    });
  });

  describe("addLog", () => {
    test("goes behind the output of an attempt that is over, and of no other", async () => {
      const run = await started(store());
      const log = { runId: run.id, attempt: 1, at: NOON, text: "said\n" };
      expect(await store().addLog(log)).toBe(false);
      const bytes = Buffer.from("own\n");
      const chunk = { offset: 0, at: NOON, stream: "stdout" as const, bytes };
      await store().finish(closing(run, { output: { chunks: [chunk], cut: null, totalBytes: 4 } }));
      expect(await store().addLog(log)).toBe(true);
      expect(await store().addLog(log)).toBe(true);
      const output = await store().readOutput({ runId: run.id, attempt: 1 }, 0, 1_000);
      expect(output.map(({ offset, stream }) => [offset, stream])).toEqual([
        [0, "stdout"],
        [4, "log"],
        [9, "log"],
      ]);
      expect((await store().attempts(run.id))[0]?.outputBytes).toBe(14);
    });
  });
}
