import { describe, expect, test } from "vitest";
import type { Run } from "../../../src/core/run.ts";
import type { CurrentStore } from "../conformance.ts";
import { closing, finished, finishedAs, LEASE_MS, NOON, owner, started } from "../build.ts";

const refOf = (run: Run) => ({ runId: run.id, attempt: run.attempt });

export function describeSteps(store: CurrentStore): void {
  const keep = (run: Run, name: string, result: Parameters<typeof kept>[0]) =>
    store().keepStep(refOf(run), { name, result, finishedAt: NOON });
  const find = (run: Run, name: string) => store().findStep(refOf(run), name);
  const kept = (result: string | number | null | undefined | { [key: string]: string }) => ({
    kind: "kept",
    result,
  });
  const take = (run: Run, key: string, now = NOON) => store().claimOnce(refOf(run), key, now);
  const keepOnce = (run: Run, key: string, expiresAt = NOON + 10) =>
    store().keepOnce(refOf(run), { key, result: { by: run.command }, finishedAt: NOON, expiresAt });

  describe("the steps of a run", () => {
    test.each([["text"], [null], [undefined], [{ at: "noon" }]])("keep a result: %j", async (result) => {
      const run = await started(store());
      expect(await find(run, "notify")).toEqual({ kind: "open" });
      expect(await keep(run, "notify", result)).toBe(true);
      expect(await find(run, "notify")).toEqual(kept(result));
    });

    test("keep the first result under a name", async () => {
      const run = await started(store());
      await keep(run, "notify", "first");
      await keep(run, "notify", "second");
      expect(await find(run, "notify")).toEqual(kept("first"));
    });

    test("are each run's own, and stand in their order", async () => {
      const [run, other] = [await started(store()), await started(store())];
      await keep(run, "z", 1);
      await keep(run, "a", 2);
      await keep(other, "z", 3);
      const steps = await store().steps(run.id);
      expect(steps.map(({ name, result }) => [name, result])).toEqual([
        ["z", 1],
        ["a", 2],
      ]);
    });

    test("outlive an attempt, and are not written by one that is over", async () => {
      const run = await started(store(), { pid: 100 });
      await keep(run, "notify", "sent");
      await store().requeue(closing(run, { outcome: "lost" }), { runAfter: NOON, reason: null });
      expect(await keep(run, "late", "too late")).toBe(false);
      expect(await find(run, "late")).toEqual({ kind: "lost" });
      const [next] = await store().claim({ owner: owner(200), leaseUntil: NOON + LEASE_MS, now: NOON });
      expect(await keep(next!.run, "early", "not begun")).toBe(false);
      const request = { owner: owner(200), leaseUntil: NOON + LEASE_MS, now: NOON };
      const begun = await store().begin({ ...request, run: next!.run, overlap: next!.overlap });
      expect(begun.run.attempt).toBe(2);
      expect(await find(begun.run, "notify")).toEqual(kept("sent"));
      expect(await keep(run, "late", "of attempt 1")).toBe(false);
    });

    test.each([
      ["failed", "same", {}, "kept"],
      ["lost", "same", {}, "kept"],
      ["succeeded", "same", {}, "open"],
      ["failed", "other", {}, "open"],
      ["failed", "same", { trigger: "manual" }, "open"],
      ["failed", "same", { command: "essays:list" }, "open"],
    ] as const)("of a %s run go to a retry with the %s args %j: %s", async (state, args, wish, kind) => {
      const wanted = { args: { stage: "same", site: "a" } };
      const run = await started(store(), wanted);
      await keep(run, "notify", "sent");
      await store().finish(closing(run, { outcome: state }));
      const retry = { trigger: "retry" as const, parentId: run.id, args: { site: "a", stage: args } };
      expect(await find(await started(store(), { ...retry, ...wish }), "notify")).toMatchObject({ kind });
    });
  });

  describe("a key of once", () => {
    test("is taken by the first; others hear who has it, and then its result", async () => {
      const [first, second] = [await started(store(), { command: "first" }), await started(store())];
      expect(await take(first, "mail:1")).toEqual({ kind: "taken" });
      expect(await take(second, "mail:1")).toEqual({ kind: "held", runId: first.id });
      expect(await take(second, "mail:2")).toEqual({ kind: "taken" });
      expect(await keepOnce(first, "mail:1")).toBe(true);
      expect(await take(second, "mail:1")).toEqual({ kind: "kept", result: { by: "first" } });
    });

    test("counts until it expires, and not then", async () => {
      const [first, second] = [await started(store()), await started(store())];
      await take(first, "mail:1");
      await keepOnce(first, "mail:1", NOON + 10);
      expect(await take(second, "mail:1", NOON + 9)).toMatchObject({ kind: "kept" });
      expect(await take(second, "mail:1", NOON + 10)).toEqual({ kind: "taken" });
    });

    test("is free again when it is given up", async () => {
      const [first, second] = [await started(store()), await started(store())];
      await take(first, "mail:1");
      await store().releaseOnce(refOf(second), "mail:1");
      expect(await take(second, "mail:1")).toMatchObject({ kind: "held" });
      await store().releaseOnce(refOf(first), "mail:1");
      expect(await take(second, "mail:1")).toEqual({ kind: "taken" });
    });

    test.each([
      ["failed", (run: Run) => store().finish(closing(run, { outcome: "failed" }))],
      [
        "is queued again",
        (run: Run) => store().requeue(closing(run, { outcome: "lost" }), { runAfter: NOON, reason: null }),
      ],
    ])("is the next one's when its attempt %s, and its late result does not count", async (_, end) => {
      const [first, second] = [await started(store()), await started(store())];
      await take(first, "mail:1");
      await end(first);
      expect(await take(second, "mail:1")).toEqual({ kind: "taken" });
      expect(await keepOnce(first, "mail:1")).toBe(false);
    });

    test("is the next one's when the lease of its attempt ran out", async () => {
      const [first, second] = [await started(store()), await started(store())];
      await take(first, "mail:1");
      expect(await take(second, "mail:1", NOON + LEASE_MS - 1)).toMatchObject({ kind: "held" });
      expect(await take(second, "mail:1", NOON + LEASE_MS)).toEqual({ kind: "taken" });
    });

    test("is not for a run that is over", async () => {
      const run = await finished(store());
      expect(await take(run, "mail:1")).toEqual({ kind: "lost" });
    });

    test("is kept though its run is pruned", async () => {
      const run = await started(store());
      await take(run, "mail:1");
      await keepOnce(run, "mail:1", NOON + 99_999);
      await store().finish(closing(run));
      await store().prune({ before: Infinity, failuresBefore: Infinity, keep: 0, dryRun: false }, 10);
      expect(await store().findRun(run.id)).toBeUndefined();
      expect(await take(await started(store()), "mail:1")).toMatchObject({ kind: "kept" });
    });
  });

  test("a run takes its steps with it when it is pruned", async () => {
    const run = await started(store());
    await keep(run, "notify", "sent");
    await store().finish(closing(run));
    await finishedAs(store(), "succeeded");
    await store().prune({ before: Infinity, failuresBefore: Infinity, keep: 9, dryRun: false }, 10);
    expect(await store().steps(run.id)).toEqual([]);
  });
}
