import { describe, expect, test } from "vitest";
import type { CurrentStore } from "../conformance.ts";
import { beginClaimed, claims, closing, enqueued, job, NOON, reread } from "../build.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Each differs from an ordinary job in one thing. */
const UNLIKE: Parameters<typeof job>[0][] = [
  { command: "mail:send", key: "essays:check" },
  { trigger: "api" },
  { scheduledFor: NOON },
  { scheduleId: "nightly" },
  { requestedAt: NOON + 1 },
  { parentId: "parent" },
  { actor: "bob" },
  { dryRun: true },
  { tags: ["one"] },
  { key: "k" },
  { policy: "wait" },
  { queue: "mail" },
  { priority: 5 },
  { runAfter: NOON + HOUR },
  { maxAttempts: 9 },
  { limitKey: "k" },
  { expiresAt: NOON + HOUR },
  { workflowId: "w" },
];

const TROUBLESOME = 'a "b" \\ \u0000 \n \u{1f600} \ud800';

export function describeEnqueue(store: CurrentStore): void {
  describe("enqueue", () => {
    /** Lives whatever is due, to its success. */
    const liveAll = async (now: number): Promise<void> => {
      for (const claimed of await claims(store(), now)) {
        await beginClaimed(store(), claimed, now);
        await store().finish(closing(claimed.run, { finishedAt: now + 1 }));
      }
    };

    test("writes a run down as it was asked for", async () => {
      const { kind, runId } = await enqueued(store(), {
        command: "mail:send",
        args: { to: "ada" },
        queue: "mail",
        priority: 5,
        runAfter: NOON + MINUTE,
        maxAttempts: 4,
        limitKey: "mail:send ada",
        expiresAt: NOON + HOUR,
        dedupeKey: "d",
        parentId: "parent",
        workflowId: "w",
        tags: ["one", "two"],
      });
      expect(kind).toBe("queued");
      expect(await store().findRun(runId)).toMatchObject({
        command: "mail:send",
        args: { to: "ada" },
        trigger: "queue",
        state: "queued",
        queue: "mail",
        priority: 5,
        runAfter: NOON + MINUTE,
        maxAttempts: 4,
        limitKey: "mail:send ada",
        expiresAt: NOON + HOUR,
        dedupeKey: "d",
        parentId: "parent",
        workflowId: "w",
        tags: ["one", "two"],
        attempt: 0,
        host: "web-1",
      });
    });

    test("writes all of many down, or none", async () => {
      const twice = job();
      const jobs = [job(), twice, twice];
      await expect(store().enqueue(jobs, { host: "web-1", now: NOON })).rejects.toThrow();
      expect((await store().listRuns({}, { limit: 10 })).runs).toEqual([]);
    });

    test("writes jobs side by side down as it would write each alone", async () => {
      const jobs = () => [
        ...Array.from({ length: 250 }, (_, n) => job({ args: { n, text: TROUBLESOME } })),
        ...UNLIKE.flatMap((wish) => [job(wish), job(), job({ args: { plain: true } })]),
      ];
      const [together, alone] = [jobs(), jobs()];
      const answers = await store().enqueue(together, { host: "web-1", now: NOON });
      for (const one of alone) await store().enqueue([one], { host: "web-1", now: NOON });
      const rows = (of: typeof alone) =>
        Promise.all(of.map(async ({ run }) => ({ ...(await store().findRun(run.id)), id: null })));
      expect(answers).toEqual(together.map(({ run }) => ({ kind: "queued", runId: run.id })));
      expect(await rows(together)).toEqual(await rows(alone));
    });

    test("answers in the order of the jobs", async () => {
      const jobs = [job({ dedupeKey: "a" }), job(), job({ dedupeKey: "a" })];
      const answers = await store().enqueue(jobs, { host: "web-1", now: NOON });
      expect(answers.map(({ kind }) => kind)).toEqual(["queued", "queued", "deduplicated"]);
      expect(answers.map(({ runId }) => runId)).toEqual([jobs[0]!.run.id, jobs[1]!.run.id, jobs[0]!.run.id]);
    });

    describe("with a dedupe key", () => {
      test("gives the live run of that key, waiting or running", async () => {
        const { runId } = await enqueued(store(), { dedupeKey: "d" });
        expect(await enqueued(store(), { dedupeKey: "d" })).toEqual({ kind: "deduplicated", runId });
        const [claimed] = await claims(store(), NOON);
        await beginClaimed(store(), claimed!, NOON);
        expect(await enqueued(store(), { dedupeKey: "d" })).toEqual({ kind: "deduplicated", runId });
      });

      test("makes a new run when that one is over", async () => {
        const { runId } = await enqueued(store(), { dedupeKey: "d" });
        await liveAll(NOON);
        const next = await enqueued(store(), { dedupeKey: "d" });
        expect(next.kind).toBe("queued");
        expect(next.runId).not.toBe(runId);
      });

      test("knows no run of another command", async () => {
        await enqueued(store(), { dedupeKey: "d" });
        expect((await enqueued(store(), { command: "other", dedupeKey: "d" })).kind).toBe("queued");
      });
    });

    describe("with an idempotency key", () => {
      const idempotency = { key: "i", until: NOON + HOUR };

      test("gives the run that was made, live or over, until its time is over", async () => {
        const { runId } = await enqueued(store(), { idempotency });
        expect(await enqueued(store(), { idempotency })).toEqual({ kind: "repeated", runId });
        await liveAll(NOON);
        expect(await enqueued(store(), { idempotency, now: NOON + HOUR - 1 })).toEqual({
          kind: "repeated",
          runId,
        });
        const next = await enqueued(store(), { idempotency, now: NOON + HOUR });
        expect(next.kind).toBe("queued");
      });

      test("remembers the live run that a dedupe key gave", async () => {
        const { runId } = await enqueued(store(), { dedupeKey: "d" });
        await enqueued(store(), { dedupeKey: "d", idempotency });
        await liveAll(NOON);
        expect(await enqueued(store(), { dedupeKey: "d", idempotency })).toEqual({ kind: "repeated", runId });
      });

      test("knows no run of another command", async () => {
        await enqueued(store(), { idempotency });
        expect((await enqueued(store(), { command: "other", idempotency })).kind).toBe("queued");
      });

      test("keeps no more than one row for a key", async () => {
        for (let hour = 0; hour < 5; hour += 1) {
          const now = NOON + hour * HOUR;
          await enqueued(store(), { now, idempotency: { key: "i", until: now + HOUR } });
        }
        const last = await enqueued(store(), { now: NOON + 4 * HOUR, idempotency });
        expect(last.kind).toBe("repeated");
      });
    });

    test("of what expired while it waited leaves a skipped row that says so", async () => {
      const { runId } = await enqueued(store(), { expiresAt: NOON + MINUTE });
      expect(await store().nextRunAfter(NOON)).toBe(NOON + MINUTE);
      expect(await claims(store(), NOON + MINUTE)).toEqual([]);
      expect(await reread(store(), { id: runId })).toMatchObject({
        state: "skipped",
        reason: "expired: it was not started before 2026-03-01T12:01:00.000Z",
      });
    });

    test("of what was put off expires it before its time, if that comes first", async () => {
      const { runId } = await enqueued(store(), { runAfter: NOON + HOUR, expiresAt: NOON + MINUTE });
      await claims(store(), NOON + MINUTE);
      expect(await reread(store(), { id: runId })).toMatchObject({ state: "skipped" });
    });
  });
}
