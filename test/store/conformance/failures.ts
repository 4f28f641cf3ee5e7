import { describe, expect, test } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import { FINAL_OUTCOMES, TRIGGERS, type Run } from "../../../src/core/run.ts";
import type { ClosedBy, RetriedBy } from "../../../src/store/failure-store.ts";
import type { Closing } from "../../../src/store/run-store.ts";
import type { CurrentStore } from "../conformance.ts";
import { closing, finished, NOON, owner, reread, started, startRequest, type StartWish } from "../build.ts";
import { FAILED, job, worked as workedIn } from "../worked.ts";

const DAY = 86_400_000;
const HOST = "web-1";
type WorkedWish = Parameters<typeof workedIn> extends [unknown, ...infer Rest] ? Rest : never;

export function describeFailures(store: CurrentStore): void {
  const worked = (...wish: WorkedWish): Promise<Run> => workedIn(store(), ...wish);
  const open = async (filter = {}): Promise<string[]> =>
    (await store().failures(filter, { limit: 99 })).failures.map(({ run }) => run.id);
  const closed = async (run: Run) => (await store().findFailure(run.id))?.closed;

  describe("a failure", () => {
    test.each(FINAL_OUTCOMES)("is open or not when a run of a queue %s", async (outcome) => {
      const run = await worked({}, { outcome, exitCode: 1 });
      const isFailure = outcome === "failed" || outcome === "timed_out" || outcome === "lost";
      expect(await open()).toEqual(isFailure ? [run.id] : []);
    });

    test.each(TRIGGERS)("of a run that no queue held opens or not by its trigger: %s", async (trigger) => {
      const run = await finished(store(), { trigger }, FAILED);
      const isUnwatched = trigger === "crontab" || trigger === "schedule" || trigger === "catch_up";
      expect(await open()).toEqual(isUnwatched ? [run.id] : []);
      expect(await open({ dead: true })).toEqual([]);
    });

    test("keeps the run, what kind it is of, and since when it is open", async () => {
      const run = await worked({ now: NOON + 5 });
      expect(await store().findFailure(run.id)).toEqual({
        run,
        fingerprint: expect.stringMatching(/^[\da-f]{10}$/),
        openedAt: NOON + 1_005,
        closed: null,
        retry: null,
      });
      expect(await store().findFailure("nobody")).toBeUndefined();
    });

    test("opens with the exit of its process", async () => {
      const run = await started(store(), { trigger: "crontab" });
      expect(store().finishAtExit(closing(run, FAILED))).toBe(true);
      expect(await open()).toEqual([run.id]);
    });

    test("opens for a crontab line whose process died while it waited for a key", async () => {
      await started(store(), { key: "k" });
      const { run } = await store().begin(
        startRequest({ key: "k", policy: "wait", trigger: "crontab", pid: 7 }),
      );
      await store().withdraw({ runId: run.id, state: "lost", reason: "gone", exitCode: null, now: NOON });
      expect(await open()).toEqual([run.id]);
    });

    test.each(["failed", "timed_out", "lost"] as const)(
      "opens for a run that %s and expired before its next attempt",
      async (outcome) => {
        const asked = job({ expiresAt: NOON + 500, maxAttempts: 3 });
        await store().enqueue([asked], { host: HOST, now: NOON });
        const hold = { owner: owner(1), leaseUntil: NOON + 9, now: NOON };
        const [claimed] = await store().claim(hold);
        const { run } = await store().begin({ run: asked.run, overlap: claimed!.overlap, ...hold });
        const end = {
          ...closing(run, { exitCode: 7, error: FAILED.error, finishedAt: NOON + 100 }),
          outcome,
        };
        await store().requeue(end, { runAfter: NOON + 1_000, reason: "again later" });
        expect(await open()).toEqual([]);
        expect(await store().claim({ ...hold, now: NOON + 500 })).toEqual([]);
        expect(await reread(store(), run)).toMatchObject({
          state: outcome,
          reason: "expired: no other attempt was started before 2026-03-01T12:00:00.500Z",
          exitCode: 7,
          error: FAILED.error,
          failures: outcome === "lost" ? 0 : 1,
          finishedAt: NOON + 500,
        });
        expect(await open({ dead: true })).toEqual([run.id]);
      },
    );

    test("does not open for a run that expired and had only been put off", async () => {
      const asked = job({ expiresAt: NOON + 500 });
      await store().enqueue([asked], { host: HOST, now: NOON });
      await store().claim({ owner: owner(1), leaseUntil: NOON, now: NOON + 500 });
      expect(await reread(store(), asked.run)).toMatchObject({ state: "skipped" });
      expect(await open()).toEqual([]);
    });

    test("does not open while another attempt follows", async () => {
      const run = await started(store(), { trigger: "crontab" });
      await store().requeue(closing(run, FAILED), { runAfter: NOON, reason: "failed (attempt 1 of 3)" });
      expect(await open()).toEqual([]);
      expect(await reread(store(), run)).toMatchObject({ failures: 1, reason: "failed (attempt 1 of 3)" });
      expect(await store().attempts(run.id)).toMatchObject([
        { outcome: "failed", error: FAILED.error, reason: null },
      ]);
    });

    test("is none of a dry run", async () => {
      await worked({ dryRun: true });
      expect(await open()).toEqual([]);
    });
  });

  describe("a failure is made good", () => {
    test.each<[string, StartWish, Partial<Closing>, string | undefined]>([
      ["a success with the same args", { args: { b: [2], a: 1 } }, {}, "recovered"],
      ["a success by hand", { args: { a: 1, b: [2] }, trigger: "manual" }, {}, "recovered"],
      ["a success with other args", { args: { a: 2, b: [2] } }, {}, undefined],
      ["a success of another command", { command: "other", args: { a: 1, b: [2] } }, {}, undefined],
      ["a dry run", { args: { a: 1, b: [2] }, dryRun: true }, {}, undefined],
      ["another failure", { args: { a: 1, b: [2] } }, { outcome: "failed" }, undefined],
      ["a cancelled run", { args: { a: 1, b: [2] } }, { outcome: "cancelled" }, undefined],
    ])("or not by %s", async (_, wish, end, how) => {
      const run = await worked({ args: { a: 1, b: [2] } });
      const later = await finished(store(), { now: NOON + 9_000, ...wish }, end);
      const expected = { how, at: NOON + 10_000, by: "ada", note: `run ${later.id}` };
      expect(await closed(run)).toEqual(how === undefined ? null : expected);
    });

    test("by a retry that succeeds, whatever its args, and so are those that it was a retry of", async () => {
      const first = await worked({ args: { a: 1 } });
      const second = await finished(
        store(),
        { trigger: "retry", parentId: first.id, args: { a: 2 } },
        FAILED,
      );
      expect(await closed(first)).toBeNull();
      const third = await finished(store(), { trigger: "retry", parentId: second.id, args: { a: 3 } });
      expect(await closed(first)).toMatchObject({ how: "retried", note: `run ${third.id}` });
    });

    test.each(FINAL_OUTCOMES)(
      "or not by a worker's retry that %s: one problem is open once",
      async (outcome) => {
        const first = await worked({ args: { a: 1 } });
        const retry = await worked({ trigger: "retry", parentId: first.id, args: { a: 2 } }, { outcome });
        const isFailure = outcome === "failed" || outcome === "timed_out" || outcome === "lost";
        const isClosed = isFailure || outcome === "succeeded";
        expect(await closed(first)).toEqual(
          isClosed ? { how: "retried", at: NOON + 1_000, by: "ada", note: `run ${retry.id}` } : null,
        );
        expect(await open()).toEqual(isFailure ? [retry.id] : isClosed ? [] : [first.id]);
      },
    );

    test("by no run that was only started from it", async () => {
      const run = await worked({ args: { a: 1 } });
      await finished(store(), { parentId: run.id, args: { a: 2 } });
      expect(await closed(run)).toBeNull();
    });

    test("by any success of its command when nobody could read its args", async () => {
      const error = { name: "unknown_flag", message: "--stag is no flag", stack: null };
      const run = await finished(store(), { trigger: "crontab" }, { ...FAILED, error });
      await finished(store(), { args: { a: 1 } });
      expect(await closed(run)).toMatchObject({ how: "recovered" });
    });
  });

  describe("the inbox", () => {
    test("is listed the oldest first, in pages", async () => {
      const runs = [];
      for (let at = 0; at < 5; at += 1) runs.push((await worked({ now: NOON + at })).id);
      const pages: string[][] = [];
      for (let after: string | null = "0"; after !== null;) {
        const page = await store().failures({}, { limit: 2, after });
        pages.push(page.failures.map(({ run }) => run.id));
        after = page.next;
      }
      expect(pages).toEqual([runs.slice(0, 2), runs.slice(2, 4), runs.slice(4)]);
    });

    test("is narrowed by command, queue, kind and time", async () => {
      const mail = await worked({ command: "mail" });
      const push = await worked({ command: "push", queue: "low", now: NOON + DAY });
      const cron = await finished(store(), { command: "cron", trigger: "crontab" }, FAILED);
      expect(await open({ command: "mail" })).toEqual([mail.id]);
      expect(await open({ queue: "low" })).toEqual([push.id]);
      expect(await open({ dead: true })).toEqual([mail.id, push.id]);
      expect(await open({ since: NOON + DAY })).toEqual([push.id]);
      const { fingerprint = "" } = (await store().findFailure(cron.id)) ?? {};
      expect(await open({ fingerprint })).toEqual([cron.id]);
      expect(await open({ fingerprint, dead: true })).toEqual([]);
    });

    test("is grouped by what failures have in common, the one that came last first", async () => {
      const gone = (essay: number): Partial<Closing> => ({
        ...FAILED,
        error: { name: "Error", message: `essay ${essay} is gone`, stack: null },
      });
      await worked({ args: { essay: 1 } }, gone(1));
      const second = await worked({ args: { essay: 2 }, now: NOON + 5_000 }, gone(2));
      const other = await worked({ now: NOON + 9_000 });
      expect(await store().failureGroups({})).toMatchObject([
        { command: "essays:check", count: 1, example: { id: other.id } },
        { count: 2, firstAt: NOON + 1_000, lastAt: NOON + 6_000, example: { id: second.id } },
      ]);
      expect(await store().failureGroups({ command: "nobody" })).toEqual([]);
    });
  });

  describe("to close failures by hand", () => {
    const by: ClosedBy = {
      how: "discarded",
      by: "grace",
      note: "no such essay",
      host: HOST,
      now: NOON + DAY,
    };

    test.each(["acknowledged", "discarded"] as const)("says who, when and why: %s", async (how) => {
      const run = await worked();
      expect(await store().closeFailures([run.id], { ...by, how })).toEqual([
        { runId: run.id, isClosed: true, cancelled: 0, stopped: 0 },
      ]);
      expect(await closed(run)).toEqual({ how, at: NOON + DAY, by: "grace", note: "no such essay" });
      expect(await open()).toEqual([]);
    });

    test("does so once: what is closed stays as it was closed", async () => {
      const run = await worked();
      await store().closeFailures([run.id], by);
      expect(await store().closeFailures([run.id, "nobody"], { ...by, how: "acknowledged" })).toEqual([
        { runId: run.id, isClosed: false, cancelled: 0, stopped: 0 },
        { runId: "nobody", isClosed: false, cancelled: 0, stopped: 0 },
      ]);
      expect(await closed(run)).toMatchObject({ how: "discarded" });
    });
  });

  describe("to retry failures", () => {
    const by: RetriedBy = { by: "grace", note: "typo", host: HOST, now: NOON + DAY };
    const again = (run: Run, wish: Parameters<typeof job>[0] = {}) => ({
      runId: run.id,
      job: job({ trigger: "retry", parentId: run.id, args: { a: 2 }, ...wish }),
    });

    test("queues the run that repeats it, and leaves it open until that is over", async () => {
      const run = await worked();
      const retry = again(run);
      const { id } = retry.job.run;
      expect(await store().retryFailures([retry], by)).toEqual([
        { runId: run.id, kind: "retried", retry: expect.objectContaining({ kind: "queued", runId: id }) },
      ]);
      expect(await reread(store(), retry.job.run)).toMatchObject({ state: "queued", parentId: run.id });
      expect(await store().findFailure(run.id)).toMatchObject({
        closed: null,
        retry: { id, state: "queued" },
      });
      expect(await store().failureGroups({})).toMatchObject([
        { count: 1, retries: { queued: 1, running: 0 } },
      ]);
      await store().withdraw({ runId: id, state: "cancelled", reason: "", exitCode: null, now: NOON });
      expect(await store().findFailure(run.id)).toMatchObject({ closed: null, retry: null });
      expect(await store().failureGroups({})).toMatchObject([
        { count: 1, retries: { queued: 0, running: 0 } },
      ]);
    });

    test("writes no run for one that is closed, or whose retry is not over", async () => {
      const [gone, busy] = [await worked(), await worked({ args: { a: 1 } })];
      await store().closeFailures([gone.id], { ...by, how: "discarded" });
      const first = again(busy);
      await store().retryFailures([first], by);
      const nobody = { runId: "nobody", job: job() };
      expect(await store().retryFailures([again(gone), nobody, again(busy)], by)).toEqual([
        { runId: gone.id, kind: "closed" },
        { runId: "nobody", kind: "closed" },
        { runId: busy.id, kind: "retrying", retry: { id: first.job.run.id, state: "queued" } },
      ]);
      expect((await store().listRuns({ states: ["queued"] }, { limit: 9 })).runs).toHaveLength(1);
    });

    test("queues nothing when one of the runs cannot be written", async () => {
      const [first, second] = [await worked({ args: { a: 1 } }), await worked({ args: { a: 2 } })];
      const twice = job({ id: newId(NOON) });
      const both = [first, second].map(({ id: runId }) => ({ runId, job: twice }));
      await expect(store().retryFailures(both, by)).rejects.toThrow();
      expect(await open()).toEqual([first.id, second.id]);
      expect(await store().findRun(twice.run.id)).toBeUndefined();
    });
  });

  describe("to prune", () => {
    const rule = { before: NOON, failuresBefore: NOON, keep: 99, dryRun: false };

    test("a run whose failure is open is never too old", async () => {
      const run = await worked({ now: NOON - DAY });
      expect(await store().prune(rule, 9)).toBe(0);
      await store().closeFailures([run.id], {
        how: "acknowledged",
        by: "ada",
        note: null,
        host: HOST,
        now: NOON,
      });
      expect(await store().prune(rule, 9)).toBe(1);
      expect(await store().findFailure(run.id)).toBeUndefined();
    });

    test("it goes when there are too many runs, and its failure with it", async () => {
      await worked();
      expect(await store().prune({ ...rule, keep: 0 }, 9)).toBe(1);
      expect(await open()).toEqual([]);
    });
  });
}
