import { describe, expect, test } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import { describeHolder } from "../../../src/core/policy.ts";
import type { CurrentStore } from "../conformance.ts";
import { closing, finished, LEASE_MS, NOON, owner, reread, started, startRequest } from "../build.ts";

export function describeBegin(store: CurrentStore): void {
  describe("begin", () => {
    test("writes the run and its first attempt as running", async () => {
      const id = newId(NOON);
      const args = { stage: "review", deep: { list: [1, 2.5, null, true] } };
      const request = startRequest({
        id,
        args,
        dryRun: true,
        tags: ["night", "a", "b"],
        scheduledFor: NOON - 60_000,
      });
      const { kind, run } = await store().begin(request);
      expect(kind).toBe("started");
      expect(run).toEqual({
        id,
        command: "essays:check",
        args,
        trigger: "manual",
        state: "running",
        reason: null,
        scheduleId: null,
        scheduledFor: NOON - 60_000,
        requestedAt: NOON,
        startedAt: NOON,
        finishedAt: null,
        exitCode: null,
        attempt: 1,
        maxAttempts: 1,
        failures: 0,
        losses: 0,
        queue: null,
        priority: 0,
        runAfter: null,
        expiresAt: null,
        dedupeKey: null,
        concurrencyKey: "essays:check",
        limitKey: null,
        workflowId: null,
        parentId: null,
        error: null,
        result: null,
        progress: null,
        dryRun: true,
        actor: "ada",
        host: "web-1",
        pid: 100,
        tags: ["night", "a", "b"],
        cancelRequestedAt: null,
        cancelRequestedBy: null,
      });
      expect(await reread(store(), run)).toEqual(run);
      expect(await store().attempts(id)).toEqual([
        {
          runId: id,
          number: 1,
          outcome: null,
          reason: null,
          owner: owner(100),
          leaseUntil: NOON + LEASE_MS,
          startedAt: NOON,
          finishedAt: null,
          exitCode: null,
          signal: null,
          error: null,
          cpuMs: null,
          peakRss: null,
          outputBytes: 0,
        },
      ]);
    });

    test("gives back args as they came, whatever characters they hold", async () => {
      const args = {
        nul: "a\0b",
        quote: `"'\\`,
        emoji: "😀",
        rtl: "\u202e",
        "": "empty key",
        "a.b": "dotted",
      };
      const run = await started(store(), { args });
      expect(run.args).toEqual(args);
    });

    test("keeps an arg called __proto__ as a plain member that changes no object", async () => {
      const run = await started(store(), { args: JSON.parse('{"__proto__":{"admin":true},"x":1}') });
      expect(Object.keys(run.args)).toEqual(["__proto__", "x"]);
      expect(Object.getPrototypeOf(run.args)).toBe(Object.prototype);
      expect("admin" in run.args).toBe(false);
    });

    test("skips while another run holds the key, and says who in the row", async () => {
      const holder = await started(store(), { key: "k" });
      const now = NOON + 5_000;
      const begun = await store().begin(startRequest({ key: "k", policy: "skip", now, pid: 200 }));
      expect(begun).toMatchObject({ kind: "skipped", holder: { id: holder.id } });
      expect(begun.run).toMatchObject({
        state: "skipped",
        reason: describeHolder(holder, now),
        startedAt: null,
        finishedAt: now,
        attempt: 0,
        pid: null,
      });
      expect(await store().attempts(begun.run.id)).toEqual([]);
    });

    test("starts beside a holder of another key", async () => {
      await started(store(), { key: "k" });
      expect((await store().begin(startRequest({ key: "other", policy: "skip" }))).kind).toBe("started");
    });

    test("starts beside a holder when its policy is allow, and then holds the key against others", async () => {
      const first = await started(store(), { key: "k" });
      const second = await store().begin(startRequest({ key: "k", policy: "allow" }));
      expect(second.kind).toBe("started");
      await store().finish(closing(first));
      const third = await store().begin(startRequest({ key: "k", policy: "skip" }));
      expect(third).toMatchObject({ kind: "skipped", holder: { id: second.run.id } });
    });

    test("judges across triggers", async () => {
      await started(store(), { trigger: "crontab" });
      expect((await store().begin(startRequest({ trigger: "manual", policy: "skip" }))).kind).toBe("skipped");
    });

    test.each(["skip", "wait", "replace"] as const)(
      "starts under %s once the holder is closed",
      async (policy) => {
        await finished(store(), { key: "k" });
        expect((await store().begin(startRequest({ key: "k", policy }))).kind).toBe("started");
      },
    );

    test("asked twice by the same process, starts once", async () => {
      const request = startRequest();
      const [first, second] = [await store().begin(request), await store().begin(request)];
      expect(second).toEqual(first);
      expect(await store().attempts(request.run.id)).toHaveLength(1);
      expect((await store().listRuns({}, { limit: 10 })).runs).toHaveLength(1);
    });

    test("does not start a run that another process lives already", async () => {
      const request = startRequest({ pid: 100 });
      await store().begin(request);
      const again = await store().begin({ ...request, owner: owner(200) });
      expect(again).toMatchObject({ kind: "cancelled", run: { state: "running", pid: 100 } });
    });

    test("does not start a run that is over", async () => {
      const request = startRequest();
      const { run } = await store().begin(request);
      await store().finish(closing(run));
      expect(await store().begin(request)).toMatchObject({ kind: "cancelled", run: { state: "succeeded" } });
    });
  });
}
