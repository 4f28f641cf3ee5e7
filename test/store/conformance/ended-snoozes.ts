import { describe, expect, test } from "vitest";
import type { Streak } from "../../../src/core/notice.ts";
import { aNotice, telling } from "../a-notice.ts";
import { NOON } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

export function describeEndedSnoozes(store: CurrentStore): void {
  describe("a snooze that is over", () => {
    const until = NOON + 5;
    const streak: Streak = {
      ...{ command: "a", kind: "failure", count: 2, beganAt: NOON, lastRunId: null, told: [] },
    };
    const said = { streaks: [{ ...streak, told: ["slack-1 after 1"] }], notices: [aNotice()], now: NOON + 9 };
    const ended = [{ pattern: "a", until }];

    test("is there until somebody has told what stands behind it", async () => {
      await store().snooze("a", { until, by: "ada" });
      expect(await store().endedSnoozes(NOON + 4)).toEqual([]);
      expect(await store().endedSnoozes(until)).toEqual([{ pattern: "a", until, by: "ada" }]);
      await store().tell(telling({ streaks: [streak] }));
      expect(await store().endSnoozes(ended, said)).toBe(true);
      expect(await store().endedSnoozes(until)).toEqual([]);
      expect(await store().streaks()).toMatchObject([{ count: 2, told: ["slack-1 after 1"] }]);
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().notices({ limit: 9 })).toHaveLength(1);
    });

    test.each([
      ["ended", []],
      ["went on", [{ ...streak, count: 3 }]],
    ])("stays when a streak %s meanwhile", async (_, streaks) => {
      await store().snooze("a", { until, by: "ada" });
      await store().tell(telling({ streaks }));
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().notices({ limit: 9 })).toEqual([]);
      expect(await store().streaks()).toEqual(streaks);
    });

    test("is another when it was renewed", async () => {
      await store().tell(telling({ streaks: [streak] }));
      await store().snooze("a", { until: NOON + 20, by: "ada" });
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().snoozes(NOON + 9)).toHaveLength(1);
    });
  });
}
