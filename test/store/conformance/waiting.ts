import { describe, expect, test } from "vitest";
import type { CurrentStore } from "../conformance.ts";
import { closing, LEASE_MS, NOON, owner, started, startRequest, reread } from "../build.ts";

export function describeWaiting(store: CurrentStore): void {
  describe("a run that waits for its key", () => {
    test.each(["wait", "replace"] as const)(
      "under %s is queued, with an open attempt that has not started",
      async (policy) => {
        const holder = await started(store(), { key: "k" });
        const begun = await store().begin(startRequest({ key: "k", policy, pid: 200 }));
        expect(begun).toMatchObject({
          kind: "held",
          holder: { id: holder.id },
          run: { state: "queued", attempt: 1, pid: 200 },
        });
        expect(begun.run).toMatchObject({ startedAt: null, finishedAt: null });
        expect(await store().attempts(begun.run.id)).toMatchObject([
          { outcome: null, startedAt: null, owner: owner(200) },
        ]);
      },
    );

    test("is seen by whoever looks for owners that died", async () => {
      const holder = await started(store(), { key: "k" });
      const { run } = await store().begin(startRequest({ key: "k", policy: "wait" }));
      const open = await store().openAttempts();
      expect(open.map(({ runId }) => runId)).toEqual([holder.id, run.id]);
    });

    test("holds the key against nobody", async () => {
      const holder = await started(store(), { key: "k" });
      await store().begin(startRequest({ key: "k", policy: "wait" }));
      await store().finish(closing(holder));
      expect((await store().begin(startRequest({ key: "k", policy: "skip" }))).kind).toBe("started");
    });

    test("moves on to running when it asks after the holder's end, with the same attempt", async () => {
      const holder = await started(store(), { key: "k" });
      const request = startRequest({ key: "k", policy: "wait" });
      await store().begin(request);
      await store().finish(closing(holder));
      const now = NOON + 2_000;
      const begun = await store().begin({ ...request, now, leaseUntil: now + LEASE_MS });
      expect(begun).toMatchObject({
        kind: "started",
        run: { state: "running", attempt: 1, startedAt: now, requestedAt: NOON },
      });
      expect(await store().attempts(request.run.id)).toMatchObject([
        { number: 1, startedAt: now, leaseUntil: now + LEASE_MS },
      ]);
    });

    test("stays one queued run however often it asks, and keeps its lease alive", async () => {
      await started(store(), { key: "k" });
      const request = startRequest({ key: "k", policy: "wait" });
      for (const age of [0, 100, 20_000]) {
        const now = NOON + age;
        expect((await store().begin({ ...request, now, leaseUntil: now + LEASE_MS })).kind).toBe("held");
      }
      expect(await store().attempts(request.run.id)).toMatchObject([
        { leaseUntil: NOON + 20_000 + LEASE_MS },
      ]);
      expect(await store().countRuns({})).toMatchObject({ queued: 1, running: 1 });
    });

    test("starts before those who began to wait after it", async () => {
      const holder = await started(store(), { key: "k" });
      const [first, second] = [
        startRequest({ key: "k", policy: "wait" }),
        startRequest({ key: "k", policy: "wait" }),
      ];
      await store().begin(first);
      await store().begin(second);
      await store().finish(closing(holder));
      expect(await store().begin(second)).toMatchObject({ kind: "held", holder: { id: first.run.id } });
      expect((await store().begin(first)).kind).toBe("started");
    });

    test("loses its place when it has let its lease run out", async () => {
      const holder = await started(store(), { key: "k" });
      await store().begin(startRequest({ key: "k", policy: "wait" }));
      await store().finish(closing(holder));
      const late = startRequest({ key: "k", policy: "wait", now: NOON + LEASE_MS });
      expect((await store().begin(late)).kind).toBe("started");
    });

    test("goes first under replace, whoever waits", async () => {
      const holder = await started(store(), { key: "k" });
      await store().begin(startRequest({ key: "k", policy: "wait" }));
      await store().finish(closing(holder));
      expect((await store().begin(startRequest({ key: "k", policy: "replace" }))).kind).toBe("started");
    });

    test("is closed with its attempt when it is withdrawn, and never starts then", async () => {
      await started(store(), { key: "k" });
      const request = startRequest({ key: "k", policy: "wait" });
      await store().begin(request);
      const withdrawal = { runId: request.run.id, reason: "waited in vain", exitCode: 75, now: NOON + 9 };
      expect(await store().withdraw({ ...withdrawal, state: "skipped" })).toBe(true);
      expect(await reread(store(), request.run)).toMatchObject({
        state: "skipped",
        reason: "waited in vain",
        exitCode: 75,
        finishedAt: NOON + 9,
      });
      expect(await store().attempts(request.run.id)).toMatchObject([
        { outcome: "cancelled", finishedAt: NOON + 9 },
      ]);
      expect(await store().withdraw({ ...withdrawal, state: "cancelled" })).toBe(false);
      expect(await store().begin(request)).toMatchObject({ kind: "cancelled", run: { state: "skipped" } });
    });

    test.each([
      ["cancelled", "cancelled"],
      ["lost", "lost"],
    ] as const)("withdrawn as %s has an attempt that is %s", async (state, outcome) => {
      await started(store(), { key: "k" });
      const { run } = await store().begin(startRequest({ key: "k", policy: "wait" }));
      await store().withdraw({ runId: run.id, state, reason: "so", exitCode: null, now: NOON });
      expect(await reread(store(), run)).toMatchObject({ state });
      expect(await store().attempts(run.id)).toMatchObject([{ outcome }]);
    });

    test("cannot be withdrawn once it runs", async () => {
      const run = await started(store());
      expect(
        await store().withdraw({ runId: run.id, state: "lost", reason: "x", exitCode: null, now: NOON }),
      ).toBe(false);
      expect(await reread(store(), run)).toEqual(run);
    });

    test("does not start when its cancel was asked for meanwhile", async () => {
      const holder = await started(store(), { key: "k" });
      const request = startRequest({ key: "k", policy: "wait" });
      await store().begin(request);
      await store().requestCancel(request.run.id, "grace", NOON + 1);
      await store().finish(closing(holder));
      const begun = await store().begin(request);
      expect(begun).toMatchObject({
        kind: "cancelled",
        run: { state: "cancelled", reason: "cancelled by grace before it started" },
      });
      expect(await store().openAttempts()).toEqual([]);
    });

    test("turns into a skipped row when it asks again under skip", async () => {
      const holder = await started(store(), { key: "k" });
      const request = startRequest({ key: "k", policy: "wait" });
      await store().begin(request);
      const begun = await store().begin({ ...request, overlap: { key: "k", policy: "skip" } });
      expect(begun).toMatchObject({
        kind: "skipped",
        run: { id: request.run.id, state: "skipped" },
        holder: { id: holder.id },
      });
    });
  });
}
