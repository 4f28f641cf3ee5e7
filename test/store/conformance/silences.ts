import { describe, expect, test } from "vitest";
import type { Expected } from "../../../src/core/notice.ts";
import { aNotice } from "../a-notice.ts";
import { finished, finishedAs, NOON } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

const HOUR = 3_600_000;

/** These, each once an hour. */
function hourly(commands: string[], unread: string[] = []): Expected {
  return { expectations: commands.map((command) => ({ command, withinMs: HOUR })), unread };
}

export function describeSilences(store: CurrentStore): void {
  describe("silences", () => {
    const registered = async (expected: Expected, now: number) => {
      await store().registerExpectations(expected, now);
      return store().silences(expected, now);
    };

    test("begin with the last success, or when they were first registered", async () => {
      await finished(store(), { command: "a" });
      await finishedAs(store(), "failed", { command: "b" });
      const both = hourly(["a", "b"]);
      expect(await registered(both, NOON + 5_000)).toEqual([
        { command: "a", withinMs: HOUR, since: NOON + 1_000, succeeded: true, told: null },
        { command: "b", withinMs: HOUR, since: NOON + 5_000, succeeded: false, told: null },
      ]);
      expect(await registered(both, NOON + 9_000)).toMatchObject([{}, { since: NOON + 5_000 }]);
      await store().registerExpectations(hourly(["a"]), NOON + 10_000);
      expect(await registered(both, NOON + 11_000)).toMatchObject([{}, { since: NOON + 11_000 }]);
    });

    test("are read and not registered by who only asks", async () => {
      expect(await store().silences(hourly(["a"]), NOON)).toMatchObject([{ since: NOON }]);
      expect(await store().silences(hourly(["a"]), NOON + 5)).toMatchObject([{ since: NOON + 5 }]);
      await store().registerExpectations(hourly(["a"]), NOON + 6);
      await store().silences(hourly([]), NOON + 7);
      expect(await store().silences(hourly(["a"]), NOON + 8)).toMatchObject([{ since: NOON + 6 }]);
    });

    test("are told to each channel by one, and anew after a success", async () => {
      await finished(store(), { command: "a" });
      const silence = { command: "a", since: NOON + 1_000 };
      await store().registerExpectations(hourly(["a"]), NOON);
      expect(await store().tellSilence(silence, [aNotice()], NOON)).toBe(true);
      expect(await store().tellSilence(silence, [aNotice("notice-2")], NOON)).toBe(false);
      const later = { ...aNotice("notice-3"), channel: "webhook-1" };
      expect(await store().tellSilence(silence, [aNotice("notice-2"), later], NOON)).toBe(true);
      const notices = await store().notices({ limit: 9 });
      expect(notices.map(({ id }) => id).sort()).toEqual(["notice-1", "notice-3"]);
      expect(await registered(hourly(["a"]), NOON)).toMatchObject([{ told: ["slack-1", "webhook-1"] }]);
      await finished(store(), { command: "a", now: NOON + 60_000 });
      expect(await registered(hourly(["a"]), NOON)).toMatchObject([{ since: NOON + 61_000, told: null }]);
      const next = { command: "a", since: NOON + 61_000 };
      expect(await store().tellSilence(next, [aNotice("notice-4")], NOON)).toBe(true);
      expect(await registered(hourly(["a"]), NOON)).toMatchObject([{ told: ["slack-1"] }]);
    });

    test("that were told of stand beside what happens to their commands, until their end is told", async () => {
      await store().watchRuns("ends");
      await store().registerExpectations(hourly(["a", "b"]), NOON);
      for (const command of ["a", "b"])
        await store().tellSilence({ command, since: NOON }, [aNotice(`notice-${command}`)], NOON);
      await finished(store(), { command: "a", now: NOON + 1 });
      const overdue = async () => (await store().happenings(9, NOON)).overdue;
      expect(await overdue()).toEqual([{ command: "a", since: NOON, told: ["slack-1"] }]);
      const told = { taken: [], streaks: [], ended: [], notices: [], now: NOON };
      await store().tell({ ...told, inTime: ["a"] });
      expect(await overdue()).toEqual([]);
      expect(await registered(hourly(["a", "b"]), NOON)).toMatchObject([
        { told: null },
        { told: ["slack-1"] },
      ]);
      await store().registerExpectations(hourly(["a"]), NOON + 1);
      expect(await registered(hourly(["a", "b"]), NOON + 2)).toMatchObject([
        {},
        { since: NOON + 2, told: null },
      ]);
    });

    test("go on, told or not, while nobody can read what is expected", async () => {
      await store().registerExpectations(hourly(["a", "b"]), NOON);
      await store().tellSilence({ command: "a", since: NOON }, [aNotice()], NOON);
      const kept = await registered(hourly(["b"], ["a", "never-seen"]), NOON + 9);
      expect(kept).toMatchObject([
        { command: "b", withinMs: HOUR, since: NOON, told: null },
        { command: "a", withinMs: HOUR, since: NOON, told: ["slack-1"] },
      ]);
      expect(await registered(hourly(["a", "b"]), NOON + 10)).toMatchObject([
        { since: NOON, told: ["slack-1"] },
        { since: NOON },
      ]);
    });

    test("know the shortest span that anybody expects, and the one that is expected now", async () => {
      const twice = [
        { command: "a", withinMs: 2 * HOUR },
        { command: "a", withinMs: HOUR },
      ];
      expect(await registered({ expectations: twice, unread: [] }, NOON)).toMatchObject([{ withinMs: HOUR }]);
      const config = { expectations: twice.slice(0, 1), unread: ["a"] };
      expect(await registered(config, NOON)).toMatchObject([{ withinMs: HOUR }]);
      await store().registerExpectations({ ...config, unread: [] }, NOON);
      expect(await registered({ expectations: [], unread: ["a"] }, NOON)).toMatchObject([
        { withinMs: 2 * HOUR, since: NOON },
      ]);
    });
  });

  describe("recovers", () => {
    test.each([
      [["failed"], true],
      [["failed", "succeeded"], false],
      [["succeeded", "lost"], true],
      [["failed", "cancelled"], true],
      [["cancelled"], false],
      [[], false],
    ] as const)("after %j is %s", async (before, answer) => {
      for (const outcome of before) await finishedAs(store(), outcome);
      await finishedAs(store(), "failed", { command: "another" });
      await finishedAs(store(), "failed", { dryRun: true });
      expect(await store().recovers((await finished(store())).id)).toBe(answer);
    });
  });
}
