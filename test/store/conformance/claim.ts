import { beforeEach, describe, expect, test } from "vitest";
import type { Claimed } from "../../../src/store/work-store.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  closing,
  due,
  LEASE_MS,
  NOON,
  owner,
  register,
  reread,
  schedule,
  settle,
  started,
  startRequest,
} from "../build.ts";

const MINUTE = 60_000;
const at = (minute: number): number => NOON + minute * MINUTE;

export function describeClaim(store: CurrentStore): void {
  describe("the workers' queue", () => {
    let watermark = NOON;

    /** Puts a run into the workers' queue: a tick of its minute. Caught up, so that its siblings are none of its matter. */
    const queue = async (minute: number, wish: Parameters<typeof due>[1] = {}) => {
      const tick = due(at(minute), { trigger: "catch_up", ...wish });
      await settle(store(), { from: watermark, to: at(minute), ticks: [tick] });
      watermark = at(minute);
      return tick.run;
    };
    const claim = async (now: number, pid = 200): Promise<Claimed | undefined> =>
      (await store().claim({ owner: owner(pid), leaseUntil: now + LEASE_MS, now }))[0];
    const claimed = async (now: number, pid = 200): Promise<Claimed> => {
      const found = await claim(now, pid);
      if (!found) throw new Error("there was nothing to claim");
      return found;
    };
    const begin = ({ run, overlap }: Pick<Claimed, "run" | "overlap">, now: number, pid = 200) => {
      const request = startRequest({ id: run.id, key: overlap.key, policy: overlap.policy, pid, now });
      return store().begin(request);
    };

    beforeEach(async () => {
      watermark = NOON;
      await register(store(), [schedule()]);
    });

    describe("a claim", () => {
      test("opens the first attempt of a queued run, as waiting", async () => {
        const run = await queue(1, { key: "k", policy: "replace" });
        expect(await claimed(at(1))).toMatchObject({
          run: { id: run.id, state: "queued", attempt: 1, pid: 200, startedAt: null },
          overlap: { key: "k", policy: "replace" },
        });
        expect(await store().openAttempts()).toMatchObject([
          { runId: run.id, number: 1, startedAt: null, owner: owner(200), leaseUntil: at(1) + LEASE_MS },
        ]);
      });

      test("says where the run is now, wherever it was settled", async () => {
        await queue(1);
        const [found] = await store().claim({
          owner: { ...owner(1), host: "worker-2" },
          leaseUntil: at(2),
          now: at(1),
        });
        expect(found?.run).toMatchObject({ host: "worker-2", pid: 1 });
      });

      test("is one worker's: nobody else gets the run", async () => {
        await queue(1);
        await claimed(at(1));
        expect(await claim(at(1), 300)).toBeUndefined();
      });

      test("takes the one whose turn came first, and none before its turn", async () => {
        const [second, first] = [await queue(1, { runAfter: at(9) }), await queue(2, { runAfter: at(8) })];
        expect(await store().nextRunAfter(at(2))).toBe(at(8));
        expect(await claim(at(8) - 1)).toBeUndefined();
        expect((await claimed(at(8))).run.id).toBe(first.id);
        expect(await store().nextRunAfter(at(8))).toBe(at(9));
        expect(await claim(at(8))).toBeUndefined();
        expect((await claimed(at(9))).run.id).toBe(second.id);
        expect(await store().nextRunAfter(at(8))).toBeNull();
      });

      test("takes those of one instant in the order in which they were asked for", async () => {
        const runs = [
          await queue(1, { runAfter: at(5) }),
          await queue(2, { runAfter: at(5), policy: "allow" }),
        ];
        expect([await claimed(at(5)), await claimed(at(5))].map(({ run }) => run.id)).toEqual(
          runs.map(({ id }) => id),
        );
      });

      test("finds nothing in runs that no worker starts", async () => {
        await started(store(), { key: "k" });
        await store().begin(startRequest({ key: "k", policy: "wait" }));
        expect(await claim(at(9))).toBeUndefined();
        expect(await store().nextRunAfter(0)).toBeNull();
      });

      test("leads to the start of that attempt", async () => {
        await queue(1);
        const found = await claimed(at(1));
        const begun = await begin(found, at(2));
        expect(begun).toMatchObject({
          kind: "started",
          run: { state: "running", attempt: 1, startedAt: at(2) },
        });
        expect(await store().attempts(found.run.id)).toMatchObject([{ number: 1, startedAt: at(2) }]);
      });

      test("leads to no start for anybody else", async () => {
        await queue(1);
        const found = await claimed(at(1));
        expect(await begin(found, at(1), 300)).toMatchObject({ kind: "cancelled", run: { state: "queued" } });
        expect((await begin(found, at(1))).kind).toBe("started");
      });

      test("of a run that was cancelled while it was queued ends it", async () => {
        const run = await queue(1);
        await store().requestCancel(run.id, "grace", at(1));
        expect(await claim(at(1))).toBeUndefined();
        expect(await reread(store(), run)).toMatchObject({
          state: "cancelled",
          reason: "cancelled by grace before it started",
          finishedAt: at(1),
          exitCode: 143,
        });
      });
    });

    describe("a queued run whose key is held", () => {
      test("is skipped under skip, and the next one is handed out", async () => {
        const [skipped, other] = [await queue(1, { key: "k" }), await queue(2, { key: "other" })];
        const holder = await started(store(), { key: "k" });
        expect((await claimed(at(2))).run.id).toBe(other.id);
        expect(await reread(store(), skipped)).toMatchObject({
          state: "skipped",
          reason: `run ${holder.id} (pid 100 on web-1) has held "k" since 2026-03-01T12:00:00.000Z`,
          attempt: 0,
        });
        expect(await store().attempts(skipped.id)).toEqual([]);
      });

      test("is passed over under wait until the holder ends", async () => {
        const run = await queue(1, { key: "k", policy: "wait" });
        const holder = await started(store(), { key: "k" });
        expect(await claim(at(1))).toBeUndefined();
        await store().finish(closing(holder));
        expect((await claimed(at(1))).run.id).toBe(run.id);
      });

      test("goes before a person's run that came to wait for the key after it", async () => {
        const run = await queue(1, { key: "k", policy: "wait" });
        const holder = await started(store(), { key: "k" });
        await store().begin(startRequest({ key: "k", policy: "wait", now: at(1) }));
        await store().finish(closing(holder));
        expect((await claimed(at(1))).run.id).toBe(run.id);
      });

      test.each(["replace", "allow"] as const)("is handed out under %s", async (policy) => {
        const run = await queue(1, { key: "k", policy });
        await started(store(), { key: "k" });
        expect((await claimed(at(1))).run.id).toBe(run.id);
      });

      test.each(["skip", "wait"] as const)(
        "under %s stands behind an older one in somebody's hands, as long as that one's lease",
        async (policy) => {
          const older = await queue(1, { key: "k", policy });
          const younger = await queue(2, { key: "k", policy });
          expect((await claimed(at(2))).run.id).toBe(older.id);
          expect(await claim(at(2), 300)).toBeUndefined();
          expect((await claimed(at(2) + LEASE_MS, 300)).run.id).toBe(younger.id);
        },
      );
    });

    describe("a claimed run that did not start", () => {
      const release = (run: { id: string }, attempt = 1) =>
        store().release({
          ref: { runId: run.id, attempt },
          outcome: "lost",
          reason: "its process is gone",
          now: at(3),
        });

      test("is given back, its attempt closed, and goes first to whoever asks next", async () => {
        const run = await queue(1);
        await queue(2, { policy: "allow" });
        await claimed(at(2));
        expect(await release(run)).toBe(true);
        expect(await store().attempts(run.id)).toMatchObject([
          { outcome: "lost", reason: "its process is gone", startedAt: null, finishedAt: at(3) },
        ]);
        expect((await claimed(at(3), 300)).run).toMatchObject({ id: run.id, attempt: 2, pid: 300 });
      });

      test("is given back once, and only by its attempt", async () => {
        const run = await queue(1);
        expect(await release(run)).toBe(false);
        await claimed(at(1));
        expect(await release(run, 2)).toBe(false);
        expect(await release(run)).toBe(true);
        expect(await release(run)).toBe(false);
      });

      test("starts no more under the attempt that was taken from it", async () => {
        const run = await queue(1);
        const found = await claimed(at(1));
        await release(run);
        await claimed(at(3), 300);
        expect((await begin(found, at(3))).kind).toBe("cancelled");
        expect((await begin(found, at(3), 300)).kind).toBe("started");
        expect(await store().attempts(run.id)).toMatchObject([{ outcome: "lost" }, { outcome: null }]);
      });

      test("is not ended by who withdraws an attempt that was given back before", async () => {
        const run = await queue(1);
        await claimed(at(1));
        const late = {
          runId: run.id,
          attempt: 1,
          state: "lost" as const,
          reason: "its process is gone",
          now: at(3),
        };
        await release(run);
        expect(await store().withdraw({ ...late, exitCode: null })).toBe(false);
        await claimed(at(3), 300);
        expect(await store().withdraw({ ...late, exitCode: null })).toBe(false);
        expect(await reread(store(), run)).toMatchObject({ state: "queued", attempt: 2 });
        expect(await store().withdraw({ ...late, attempt: 2, exitCode: null })).toBe(true);
      });

      test("is no claim once it runs, nor when a person's process waits with it", async () => {
        const run = await queue(1, { key: "k" });
        await begin(await claimed(at(1)), at(1));
        expect(await release(run)).toBe(false);
        const waiting = await store().begin(startRequest({ key: "k", policy: "wait" }));
        expect(await release(waiting.run)).toBe(false);
      });
    });

    describe("requeuing a running attempt", () => {
      test("closes it, and puts the run off for another", async () => {
        const run = await queue(1);
        await begin(await claimed(at(1)), at(1));
        const end = closing(
          { id: run.id, attempt: 1 },
          {
            outcome: "interrupted",
            reason: "errand was told to stop",
            exitCode: null,
            finishedAt: at(2),
            result: null,
            output: {
              chunks: [{ offset: 0, at: at(2), stream: "stdout", bytes: Buffer.from("x") }],
              cut: null,
              totalBytes: 1,
            },
          },
        );
        expect(await store().requeue(end, { runAfter: at(5), reason: "errand was told to stop" })).toBe(true);
        expect(await reread(store(), run)).toMatchObject({
          state: "queued",
          reason: "errand was told to stop",
          startedAt: at(1),
          finishedAt: null,
        });
        expect(await store().attempts(run.id)).toMatchObject([{ outcome: "interrupted", outputBytes: 1 }]);
        expect(await store().nextRunAfter(at(2))).toBe(at(5));
        expect(await store().requeue(end, { runAfter: at(6), reason: "errand was told to stop" })).toBe(
          false,
        );

        const again = await claimed(at(5), 300);
        expect(await begin(again, at(5), 300)).toMatchObject({
          run: { state: "running", attempt: 2, startedAt: at(1), reason: null },
        });
        expect(await store().finish(closing(again.run, { result: { word: "quagga" } }))).toBe(true);
        expect((await store().listRuns({ search: "quagga" }, { limit: 9 })).runs).toMatchObject([
          { id: run.id },
        ]);
      });

      test("does not start it again when it was cancelled meanwhile", async () => {
        await queue(1);
        const { run } = await claimed(at(1));
        await begin({ run, overlap: { key: "k", policy: "skip" } }, at(1));
        await store().requeue(closing(run, { outcome: "interrupted" }), {
          runAfter: at(2),
          reason: "errand was told to stop",
        });
        await store().requestCancel(run.id, "grace", at(2));
        expect(await claim(at(2))).toBeUndefined();
        expect(await reread(store(), run)).toMatchObject({
          state: "cancelled",
          reason: "cancelled by grace before it started again",
        });
      });

      test("does not begin again when it is cancelled in somebody's hands", async () => {
        await queue(1);
        const { run } = await claimed(at(1));
        await begin({ run, overlap: { key: "k", policy: "skip" } }, at(1));
        await store().requeue(closing(run, { outcome: "interrupted" }), { runAfter: at(2), reason: "so" });
        const again = await claimed(at(2));
        await store().requestCancel(run.id, "grace", at(2));
        expect(await begin(again, at(2))).toMatchObject({
          kind: "cancelled",
          run: { reason: "cancelled by grace before it started again" },
        });
      });

      test("lets its key go", async () => {
        await queue(1, { key: "k" });
        const { run } = await claimed(at(1));
        await begin({ run, overlap: { key: "k", policy: "skip" } }, at(1));
        await store().requeue(closing(run, { outcome: "interrupted" }), {
          runAfter: at(5),
          reason: "errand was told to stop",
        });
        expect((await store().begin(startRequest({ key: "k" }))).kind).toBe("started");
      });

      test("makes a person's run one that a worker may take", async () => {
        const run = await started(store());
        await store().requeue(closing(run, { outcome: "interrupted" }), {
          runAfter: at(1),
          reason: "errand was told to stop",
        });
        expect((await claimed(at(1))).run).toMatchObject({ id: run.id, queue: "default", attempt: 2 });
      });
    });
  });
}
