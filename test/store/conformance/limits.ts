import { describe, expect, test } from "vitest";
import { UNLIMITED, type Limit } from "../../../src/core/queue.ts";
import type { Claimed, ClaimRules } from "../../../src/store/work-store.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  beginClaimed,
  claims,
  closing,
  enqueued,
  NOON,
  reread,
  started,
  startRequest,
  type ClaimWish,
  type JobWish,
} from "../build.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const atOnce = (concurrency: number): Limit => ({ concurrency, rate: null });
const rate = (count: number, perMs = MINUTE): Limit => ({ concurrency: null, rate: { count, perMs } });

/** Limits of `essays:check`, of its key, and of the default queue. */
function rulesOf({
  command = UNLIMITED,
  key = UNLIMITED,
  queue = UNLIMITED,
}: Partial<Record<"command" | "key" | "queue", Limit>>): ClaimRules {
  return {
    commands: { "essays:check": { limit: command, keyLimit: key } },
    queues: { default: { weight: 1, limit: queue } },
  };
}

export function describeLimits(store: CurrentStore): void {
  describe("limits", () => {
    const enqueueAll = async (...wishes: JobWish[]): Promise<string[]> => {
      const ids: string[] = [];
      for (const wish of wishes) ids.push((await enqueued(store(), wish)).runId);
      return ids;
    };
    const idsOf = async (now: number, wish: ClaimWish): Promise<string[]> =>
      (await claims(store(), now, wish)).map(({ run }) => run.id);
    const starts = async (now: number, wish: ClaimWish): Promise<string[]> => {
      const claimed = await claims(store(), now, wish);
      for (const one of claimed) await beginClaimed(store(), one, now);
      return claimed.map(({ run }) => run.id);
    };
    const finish = async (claimed: Claimed, now: number): Promise<void> => {
      await beginClaimed(store(), claimed, now);
      await store().finish(closing(claimed.run, { finishedAt: now }));
    };

    test("a start that waited for the ledger counts in a rate from when it was there", async () => {
      await enqueueAll({}, {}, {});
      const rules = rulesOf({ command: rate(1, 2_000) });
      const [first] = await claims(store(), NOON, { rules, readNow: () => NOON + 700 });
      const wish = startRequest({ ...first!.overlap, id: first!.run.id, pid: 200, now: NOON + 700 });
      const begun = await store().begin({ ...wish, readNow: () => NOON + 900 });
      expect(begun.run.startedAt).toBe(NOON + 900);
      expect(await claims(store(), NOON + 2_899, { rules })).toEqual([]);
      expect(await claims(store(), NOON + 2_000, { rules, readNow: () => NOON + 2_900 })).toHaveLength(1);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(2, 2_000) })],
      ["of a queue", rulesOf({ queue: rate(2, 2_000) })],
      ["of a key", rulesOf({ key: rate(2, 2_000) })],
    ])("%s count a start from when its code began, where that is told", async (_, rules) => {
      await enqueueAll(...Array.from({ length: 4 }, () => ({ limitKey: "essays:check k" })));
      const both = await claims(store(), NOON, { rules });
      for (const one of both) await beginClaimed(store(), one, NOON);
      const [first, second] = both.map(({ run: { id, attempt } }) => ({ runId: id, attempt }));
      await store().countStart(first!, NOON + 300);
      await store().countStart(second!, NOON + 500);
      // What is told again, or of an earlier time, changes nothing.
      await store().countStart(second!, NOON + 100);
      expect(await claims(store(), NOON + 2_000, { rules })).toEqual([]);
      expect(await claims(store(), NOON + 2_299, { rules })).toEqual([]);
      expect(await claims(store(), NOON + 2_300, { rules })).toHaveLength(1);
      expect(await claims(store(), NOON + 2_499, { rules })).toEqual([]);
      expect(await claims(store(), NOON + 2_500, { rules })).toHaveLength(1);
    });

    test("are asked for where the rules do not know a command, and until then it is passed over", async () => {
      await enqueueAll({}, { command: "fresh" });
      const rules = rulesOf({});
      const asked = new Set<string>();
      let isKnown = false;
      const letsIn = (command: string): boolean => (asked.add(command), isKnown);
      const idsOf = async () =>
        (await claims(store(), NOON, { rules, letsIn })).map(({ run }) => run.command);
      expect(await idsOf()).toEqual(["essays:check"]);
      isKnown = true;
      expect(await idsOf()).toEqual(["fresh"]);
      expect([...asked]).toEqual(["fresh"]);
    });

    test.each([
      ["of a command", "command"],
      ["of a queue", "queue"],
      ["of a key", "key"],
    ] as const)("%s let go at once what a rate held back that is raised or gone", async (_, kind) => {
      await enqueueAll(...Array.from({ length: 6 }, () => ({ limitKey: "essays:check k" })));
      const slow = rulesOf({ [kind]: rate(1) });
      expect(await starts(NOON, { rules: slow })).toHaveLength(1);
      expect(await starts(NOON + 1, { rules: slow })).toEqual([]);
      const faster = rulesOf({ [kind]: rate(3) });
      expect(await starts(NOON + 2, { rules: faster })).toHaveLength(2);
      expect(await starts(NOON + 3, { rules: faster })).toEqual([]);
      expect(await starts(NOON + 4, { rules: rulesOf({ [kind]: rate(2) }) })).toEqual([]);
      expect(
        await starts(NOON + 6, { rules: rulesOf({ [kind]: { concurrency: null, rate: null } }) }),
      ).toHaveLength(3);
    });

    test.each([
      ["of a command", rulesOf({ command: atOnce(2) })],
      ["of a queue", rulesOf({ queue: atOnce(2) })],
      ["of a key", rulesOf({ key: atOnce(2) })],
    ])("%s hold how many are in hands at once, over all workers", async (_, rules) => {
      await enqueueAll(...Array.from({ length: 5 }, () => ({ limitKey: "essays:check k" })));
      const [first] = await claims(store(), NOON, { rules, limit: 1 });
      expect(await claims(store(), NOON, { rules, pid: 300 })).toHaveLength(1);
      expect(await claims(store(), NOON, { rules, pid: 400 })).toEqual([]);
      await finish(first!, NOON);
      expect(await claims(store(), NOON, { rules })).toHaveLength(1);
      expect(await claims(store(), NOON, { rules })).toEqual([]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(2) })],
      ["of a queue", rulesOf({ queue: rate(2) })],
      ["of a key", rulesOf({ key: rate(2) })],
    ])("%s hold how many start in any span, and let all of them go in the end", async (_, rules) => {
      const ids = await enqueueAll(...Array.from({ length: 5 }, () => ({ limitKey: "essays:check k" })));
      expect(await starts(NOON, { rules })).toEqual(ids.slice(0, 2));
      expect(await store().nextRunAfter(NOON)).toBe(NOON + MINUTE);
      expect(await starts(NOON + MINUTE - 1, { rules })).toEqual([]);
      expect(await starts(NOON + MINUTE, { rules })).toEqual(ids.slice(2, 4));
      expect(await store().nextRunAfter(NOON + MINUTE)).toBe(NOON + 2 * MINUTE);
      expect(await starts(NOON + 2 * MINUTE, { rules })).toEqual(ids.slice(4));
    });

    test.each([
      ["of a command", rulesOf({ command: rate(1) })],
      ["of a queue", rulesOf({ queue: rate(1) })],
      ["of a key", rulesOf({ key: rate(1) })],
    ])("%s hold nobody up for a day after a clock that was a day ahead", async (_, rules) => {
      const ids = await enqueueAll(...Array.from({ length: 3 }, () => ({ limitKey: "essays:check k" })));
      expect(await starts(NOON + DAY, { rules })).toEqual([ids[0]]);
      expect(await starts(NOON + DAY, { rules })).toEqual([]);
      expect(await starts(NOON, { rules })).toEqual([ids[1]]);
      expect(await starts(NOON + MINUTE - 1, { rules })).toEqual([]);
      expect(await starts(NOON + MINUTE, { rules })).toEqual([ids[2]]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(1) })],
      ["of a queue", rulesOf({ queue: rate(1) })],
      ["of a key", rulesOf({ key: rate(1) })],
    ])("%s tell of what a spent rate holds back as parked, until it may start", async (_, rules) => {
      await enqueueAll({ limitKey: "essays:check k" }, { limitKey: "essays:check k" });
      expect(await idsOf(NOON, { rules })).toHaveLength(1);
      const held = { waiting: 1, due: 0, delayed: 0, parked: 1, oldestDueAt: null };
      expect(await store().queues(NOON)).toMatchObject([held]);
      await enqueueAll({ queue: "other", command: "other" });
      expect(await store().queues(NOON)).toMatchObject([held, { due: 1, parked: 0 }]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(1) })],
      ["of a queue", rulesOf({ queue: rate(1) })],
    ])("%s call due what a rate held back once it is not spent any more", async (_, rules) => {
      await enqueueAll({}, {});
      await starts(NOON, { rules });
      const due = { waiting: 1, due: 1, parked: 0, oldestDueAt: NOON };
      expect(await store().queues(NOON + MINUTE)).toMatchObject([due]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(2) })],
      ["of a queue", rulesOf({ queue: rate(2) })],
      ["of a key", rulesOf({ key: rate(2) })],
    ])("%s count a start from when its attempt begins, however late after its claim", async (_, rules) => {
      const ids = await enqueueAll(...Array.from({ length: 4 }, () => ({ limitKey: "essays:check k" })));
      const [first, second] = await claims(store(), NOON, { rules });
      await beginClaimed(store(), first!, NOON + 1_000);
      await beginClaimed(store(), second!, NOON + 9_000);
      expect(await idsOf(NOON + MINUTE, { rules })).toEqual([]);
      expect(await store().nextRunAfter(NOON + MINUTE)).toBe(NOON + MINUTE + 1_000);
      expect(await starts(NOON + MINUTE + 1_000, { rules })).toEqual([ids[2]]);
      expect(await idsOf(NOON + MINUTE + 8_999, { rules })).toEqual([]);
      expect(await starts(NOON + MINUTE + 9_000, { rules })).toEqual([ids[3]]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(2) })],
      ["of a queue", rulesOf({ queue: rate(2) })],
      ["of a key", rulesOf({ key: rate(2) })],
    ])("%s count what was claimed and did not begin yet, however long ago", async (_, rules) => {
      const ids = await enqueueAll(...Array.from({ length: 4 }, () => ({ limitKey: "essays:check k" })));
      const [slow] = await claims(store(), NOON, { rules, limit: 1 });
      expect(await starts(NOON, { rules })).toEqual([ids[1]]);
      const late = NOON + 9 * MINUTE;
      expect(await starts(late, { rules })).toEqual([ids[2]]);
      expect(await idsOf(late + MINUTE - 1, { rules })).toEqual([]);
      await beginClaimed(store(), slow!, late + MINUTE - 1);
      expect(await starts(late + MINUTE, { rules })).toEqual([ids[3]]);
    });

    test.each([
      ["of a command", rulesOf({ command: rate(1) })],
      ["of a queue", rulesOf({ queue: rate(1) })],
      ["of a key", rulesOf({ key: rate(1) })],
    ])("%s do not count what was claimed and ended before it began", async (_, rules) => {
      const ids = await enqueueAll(...Array.from({ length: 3 }, () => ({ limitKey: "essays:check k" })));
      const [first] = await claims(store(), NOON, { rules });
      expect(await idsOf(NOON, { rules })).toEqual([]);
      const ref = { runId: first!.run.id, attempt: 1 };
      await store().withdraw({ ...ref, state: "lost", reason: "x", exitCode: null, now: NOON + 1 });
      const [next] = await claims(store(), NOON + 1, { rules });
      expect(next?.run.id).toBe(ids[1]);
      expect(await idsOf(NOON + 2, { rules })).toEqual([]);
      await store().requestCancel(next!.run.id, "ada", NOON + 2);
      expect((await beginClaimed(store(), next!, NOON + 2)).kind).toBe("cancelled");
      expect(await starts(NOON + 2, { rules })).toEqual([ids[2]]);
    });

    test("count each attempt of a run that begins late again and again", async () => {
      const rules = rulesOf({ command: rate(1) });
      await enqueueAll({});
      for (let at = NOON; at < NOON + 9 * MINUTE; at += MINUTE + 5_000) {
        const [claimed, ...others] = await claims(store(), at, { rules });
        expect(others).toEqual([]);
        await beginClaimed(store(), claimed!, at + 5_000);
        const lost = closing(claimed!.run, { outcome: "lost", finishedAt: at + 6_000 });
        await store().requeue(lost, { runAfter: at + 6_000, reason: null });
        expect(await claims(store(), at + MINUTE + 4_999, { rules })).toEqual([]);
      }
    });

    test("hold nobody up for a day when the clock was a day ahead before a claimed run began", async () => {
      const rules = rulesOf({ key: rate(1) });
      const ids = await enqueueAll({ limitKey: "k" }, { limitKey: "k" });
      const [claimed] = await claims(store(), NOON + DAY, { rules });
      expect(await idsOf(NOON + DAY, { rules })).toEqual([]);
      await beginClaimed(store(), claimed!, NOON);
      expect(await idsOf(NOON + MINUTE - 1, { rules })).toEqual([]);
      expect(await idsOf(NOON + MINUTE, { rules })).toEqual([ids[1]]);
    });

    test("count the start of a clock that is less ahead than they are long", async () => {
      const rules = rulesOf({ key: rate(1) });
      const ids = await enqueueAll({ limitKey: "k" }, { limitKey: "k" });
      expect(await starts(NOON + MINUTE - 1, { rules })).toEqual([ids[0]]);
      expect(await starts(NOON, { rules })).toEqual([]);
      expect(await store().nextRunAfter(NOON)).toBe(NOON + 2 * MINUTE - 1);
      expect(await starts(NOON + 2 * MINUTE - 1, { rules })).toEqual([ids[1]]);
    });

    test("of a key are one at a time where nothing is known of it", async () => {
      const [first] = await enqueueAll({ limitKey: "k" }, { limitKey: "k" });
      expect(await idsOf(NOON, {})).toEqual([first]);
    });

    test("of one key hold nobody of another", async () => {
      await enqueueAll({ limitKey: "k" }, { limitKey: "k" }, { limitKey: "l" }, {});
      expect(await claims(store(), NOON)).toHaveLength(3);
    });

    test("count a run that a person started, and hold none up", async () => {
      const rules = rulesOf({ command: atOnce(1) });
      const run = await started(store(), {});
      await enqueueAll({});
      expect(await claims(store(), NOON, { rules })).toEqual([]);
      expect((await started(store(), {})).state).toBe("running");
      await store().finish(closing(run));
    });

    test("count what a crash left open until it is closed", async () => {
      const rules = rulesOf({ command: atOnce(1) });
      await enqueueAll({}, {});
      const [lost] = await claims(store(), NOON, { rules });
      await beginClaimed(store(), lost!, NOON);
      expect(await claims(store(), NOON + 9 * MINUTE, { rules })).toEqual([]);
      await store().finish(closing(lost!.run, { outcome: "lost", finishedAt: NOON }));
      expect(await claims(store(), NOON, { rules })).toHaveLength(1);
    });

    test("do not count the start of a run that was given back", async () => {
      const rules = rulesOf({ key: rate(1), command: rate(1) });
      const ids = await enqueueAll({ limitKey: "k" }, { limitKey: "k" });
      const [claimed] = await claims(store(), NOON, { rules });
      expect(await claims(store(), NOON, { rules })).toEqual([]);
      const ref = { runId: claimed!.run.id, attempt: 1 };
      await store().release({ ref, outcome: "interrupted", reason: "told to stop", now: NOON + 1 });
      expect(await starts(NOON + 1, { rules })).toEqual([ids[0]]);
      expect(await idsOf(NOON + 2, { rules })).toEqual([]);
      expect(await idsOf(NOON + 1 + MINUTE, { rules })).toEqual([ids[1]]);
    });

    test("let the next go when one that had its turn expired or was cancelled", async () => {
      const ids = await enqueueAll(
        { limitKey: "k" },
        { limitKey: "k", expiresAt: NOON + MINUTE },
        { limitKey: "k" },
        { limitKey: "k" },
      );
      const [first] = await claims(store(), NOON);
      await store().requestCancel(ids[2]!, "ada", NOON);
      await finish(first!, NOON + MINUTE);
      expect(await idsOf(NOON + MINUTE, {})).toEqual([ids[3]]);
      expect(await reread(store(), { id: ids[1]! })).toMatchObject({ state: "skipped" });
      expect(await reread(store(), { id: ids[2]! })).toMatchObject({ state: "cancelled" });
    });

    test("let somebody of another queue go when the next in line rests", async () => {
      const ids = await enqueueAll(
        { limitKey: "k", queue: "a" },
        { limitKey: "k", queue: "resting" },
        { limitKey: "k", queue: "a" },
      );
      const [first] = await claims(store(), NOON);
      await claims(store(), NOON);
      await store().pauseQueue("resting", { at: NOON, by: "ada", reason: null, until: null });
      await finish(first!, NOON);
      expect(await idsOf(NOON, {})).toEqual([ids[2]]);
    });

    test("let a run of a higher priority go first, though it came last", async () => {
      const ids = await enqueueAll({ limitKey: "k" }, { limitKey: "k" }, { limitKey: "k", priority: 5 });
      const [high] = await claims(store(), NOON);
      expect(high!.run.id).toBe(ids[2]);
      await finish(high!, NOON);
      expect(await idsOf(NOON, {})).toEqual([ids[0]]);
    });

    test("fill a key up again from any priority when it has room for more", async () => {
      const rules = rulesOf({ key: atOnce(2) });
      await enqueueAll(...[3, 2, 1, 0].map((priority) => ({ limitKey: "k", priority })));
      const [first, second] = await claims(store(), NOON, { rules });
      await finish(first!, NOON);
      await finish(second!, NOON);
      expect(await claims(store(), NOON, { rules })).toHaveLength(2);
    });

    test("pass a lock on that one let go for nothing, for its key is taken", async () => {
      const wait = { policy: "wait", key: "lock" } as const;
      const ids = await enqueueAll(
        { ...wait },
        { ...wait, limitKey: "k" },
        { ...wait, limitKey: "l" },
        { limitKey: "k", policy: "allow" },
      );
      const [holder, key] = await claims(store(), NOON, { limit: 2 });
      expect([holder?.run.id, key?.run.id]).toEqual([ids[0], ids[3]]);
      await beginClaimed(store(), holder!, NOON);
      await claims(store(), NOON);
      await store().finish(closing(holder!.run, { finishedAt: NOON }));
      expect(await idsOf(NOON, {})).toEqual([ids[2]]);
    });
  });
}
