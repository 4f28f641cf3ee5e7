import { describe, expect, test } from "vitest";
import { UNLIMITED } from "../../../src/core/queue.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  beginClaimed,
  claims,
  closing,
  enqueued,
  NOON,
  reread,
  startRequest,
  type JobWish,
} from "../build.ts";

const MINUTE = 60_000;
const pause = { at: NOON, by: "ada", reason: "the mail server moves", until: null };

export function describeQueues(store: CurrentStore): void {
  describe("queues", () => {
    const queuesOf = async (now: number, wish = {}): Promise<(string | null)[]> =>
      (await claims(store(), now, wish)).map(({ run }) => run.queue);

    /** Enqueues these and returns their ids. */
    const enqueueAll = async (...wishes: JobWish[]): Promise<string[]> => {
      const ids: string[] = [];
      for (const wish of wishes) ids.push((await enqueued(store(), wish)).runId);
      return ids;
    };

    test("hand out the highest priority first, then who was due first", async () => {
      const ids = await enqueueAll(
        { priority: 0, runAfter: NOON + 2 },
        { priority: 0, runAfter: NOON + 1 },
        { priority: 9, runAfter: NOON + 3 },
        { priority: -1, runAfter: NOON },
        { priority: 9, runAfter: NOON + 3, command: "other" },
      );
      const order = (await claims(store(), NOON + MINUTE)).map(({ run }) => ids.indexOf(run.id));
      expect(order).toEqual([2, 4, 1, 0, 3]);
    });

    test("have their turns by their weights", async () => {
      await enqueueAll(
        ...Array.from({ length: 4 }, () => ["high", "low"].map((queue) => ({ queue }))).flat(),
      );
      const queues = { high: 3, low: 1 };
      const draws = [0, 0.74, 0.75, 0.99];
      expect(await queuesOf(NOON, { queues, draws, limit: 4 })).toEqual(["high", "high", "low", "low"]);
      const rules = {
        commands: {},
        queues: { high: { weight: 1, limit: UNLIMITED }, low: { weight: 3, limit: UNLIMITED } },
      };
      expect(await queuesOf(NOON, { rules, draws: [0.24, 0.25], limit: 2 })).toEqual(["high", "low"]);
    });

    test("that are empty leave their turns to the others", async () => {
      await enqueueAll({ queue: "low" }, { queue: "low" });
      expect(await queuesOf(NOON, { queues: { high: 99, low: 1 }, draws: [0, 0] })).toEqual(["low", "low"]);
    });

    test("that a worker does not serve keep their runs", async () => {
      await enqueueAll({ queue: "mail" }, { queue: "default" });
      expect(await queuesOf(NOON, { queues: { default: 1 } })).toEqual(["default"]);
      expect(await queuesOf(NOON)).toEqual(["mail"]);
    });

    test("that rest hand nothing out, and go on by themselves when it is time", async () => {
      await enqueueAll({ queue: "mail" });
      await store().pauseQueue("mail", { ...pause, until: NOON + MINUTE });
      expect(await queuesOf(NOON)).toEqual([]);
      expect(await store().nextRunAfter(NOON)).toBe(NOON + MINUTE);
      expect(await queuesOf(NOON + MINUTE)).toEqual(["mail"]);
    });

    test("that are paused begin nothing that was claimed before, for whoever heeds that", async () => {
      await enqueueAll({ queue: "mail" }, { queue: "mail" });
      const both = await claims(store(), NOON, { limit: 2 });
      await store().pauseQueue("mail", pause);
      const [first, second] = both.map(({ run: { id, attempt }, overlap }) => ({
        ref: { runId: id, attempt },
        start: { ...startRequest({ ...overlap, id, command: "essays:check", pid: 200 }), heedsPause: true },
      }));
      expect(await store().begin(first!.start)).toMatchObject({
        kind: "cancelled",
        run: { state: "queued", startedAt: null },
      });
      expect(await store().begin({ ...second!.start, heedsPause: false })).toMatchObject({ kind: "started" });
      await store().release({ ref: first!.ref, outcome: "interrupted", reason: "paused", now: NOON });
      expect(await queuesOf(NOON)).toEqual([]);
      await store().resumeQueue("mail");
      expect(await queuesOf(NOON)).toEqual(["mail"]);
    });

    test("go on when they are resumed", async () => {
      await enqueueAll({ queue: "mail" });
      await store().pauseQueue("mail", pause);
      await store().pauseQueue("mail", { ...pause, by: "grace" });
      expect((await store().queues(NOON))[0]?.pause).toEqual({ ...pause, by: "grace" });
      expect(await store().resumeQueue("mail")).toBe(true);
      expect(await store().resumeQueue("mail")).toBe(false);
      expect(await queuesOf(NOON)).toEqual(["mail"]);
    });

    test("tell how many wait for what", async () => {
      await enqueueAll(
        { queue: "mail", runAfter: NOON - MINUTE, limitKey: "k" },
        { queue: "mail", runAfter: NOON, limitKey: "k" },
        { queue: "mail", runAfter: NOON + MINUTE },
        { queue: "other" },
      );
      await store().pauseQueue("empty", pause);
      await claims(store(), NOON, { queues: { mail: 1 } });
      const none = {
        ...{ waiting: 0, due: 0, delayed: 0, parked: 0, stopped: 0 },
        ...{ inHands: 0, oldestDueAt: null, pause: null },
      };
      expect(await store().queues(NOON)).toEqual([
        { ...none, name: "empty", pause },
        { ...none, name: "mail", waiting: 2, delayed: 1, parked: 1, inHands: 1 },
        { ...none, name: "other", waiting: 1, due: 1, oldestDueAt: NOON },
      ]);
    });

    test("forget a run that is over", async () => {
      await enqueueAll({});
      const [claimed] = await claims(store(), NOON);
      await beginClaimed(store(), claimed!, NOON);
      expect(await store().queues(NOON)).toMatchObject([{ name: "default", inHands: 1 }]);
      await store().finish(closing(claimed!.run));
      expect(await store().queues(NOON)).toEqual([]);
    });

    test("give a run that was given back the turn that it had", async () => {
      const [first, second] = await enqueueAll({ runAfter: NOON + 1 }, { runAfter: NOON + 2 });
      const [claimed] = await claims(store(), NOON + MINUTE, { limit: 1 });
      expect(claimed!.run.id).toBe(first);
      const ref = { runId: claimed!.run.id, attempt: 1 };
      await store().release({ ref, outcome: "interrupted", reason: "told to stop", now: NOON + MINUTE });
      expect(await reread(store(), { id: first! })).toMatchObject({ state: "queued", runAfter: NOON + 1 });
      const again = await claims(store(), NOON + MINUTE);
      expect(again.map(({ run }) => run.id)).toEqual([first, second]);
    });
  });
}
