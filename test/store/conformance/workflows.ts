import { describe, expect, test } from "vitest";
import type { FinalOutcome, Run } from "../../../src/core/run.ts";
import type { Closing } from "../../../src/store/run-store.ts";
import type { NewMember } from "../../../src/store/workflow-store.ts";
import type { CurrentStore } from "../conformance.ts";
import {
  closing,
  due,
  finished,
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
import { idOf, member, resultOf, WORKFLOW } from "../workflows.ts";

const by = { host: "web-1", now: NOON };

export function describeWorkflows(store: CurrentStore): void {
  const enqueue = (...members: NewMember[]) => store().enqueueWorkflow(members, by);
  const runOf = (one: NewMember) => reread(store(), { id: idOf(one) });
  const claim = async (now = NOON) =>
    (await store().claim({ owner: owner(200), leaseUntil: now + LEASE_MS, now, limit: 10 })).map(
      ({ run }) => run.id,
    );
  const begin = async ({ id, command }: Pick<Run, "id" | "command">, now = NOON) =>
    (await store().begin(startRequest({ id, command, policy: "allow", pid: 200, now }))).run;
  /** Lives a run that can be claimed, to such an end. */
  const live = async (one: NewMember, outcome: FinalOutcome, end: Partial<Closing> = {}) => {
    await claim();
    const run = await begin(await runOf(one));
    await store().finish(closing(run, { outcome, ...end }));
    return reread(store(), run);
  };
  const retry = (run: Run) =>
    started(store(), { trigger: "retry", parentId: run.id, command: run.command, args: run.args, now: NOON });

  describe("a workflow", () => {
    test("waits with all but the first, and says for which run", async () => {
      const first = member({ command: "report" });
      const second = member({ needs: [first] });
      await enqueue(first, second);
      expect(await runOf(second)).toMatchObject({
        state: "queued",
        runAfter: null,
        reason: `waits for run ${idOf(first)} of report`,
        workflowId: WORKFLOW,
        parentId: idOf(first),
      });
      expect(await claim()).toEqual([idOf(first)]);
      expect(await claim()).toEqual([]);
    });

    test("goes on when what a run needs has succeeded, all of it", async () => {
      const [a, b] = [member({ command: "a" }), member({ command: "b" })];
      const last = member({ needs: [a, b] });
      await enqueue(a, b, last);
      expect(await runOf(last)).toMatchObject({ reason: `waits for run ${idOf(a)} of a and 1 more` });
      await live(a, "succeeded");
      expect(await runOf(last)).toMatchObject({ reason: `waits for run ${idOf(b)} of b`, runAfter: null });
      await live(b, "succeeded", { finishedAt: NOON + 7 });
      expect(await runOf(last)).toMatchObject({ reason: null, runAfter: NOON + 7 });
      expect(await claim(NOON + 7)).toEqual([idOf(last)]);
    });

    test("hands results on to the places in args, and finds them there", async () => {
      const report = member();
      const args = {
        file: resultOf(report, "files", "0"),
        none: resultOf(report, "no"),
        all: [resultOf(report, "x"), 1],
      };
      const push = member({ needs: [report], args });
      await enqueue(report, push);
      await live(report, "succeeded", { result: { files: ["essays-of-march.csv"] } });
      const absent = (...path: string[]) => ({ $result: { of: idOf(report), path, from: "essays:check" } });
      expect((await runOf(push)).args).toEqual({
        file: "essays-of-march.csv",
        none: absent("no"),
        all: [absent("x"), 1],
      });
      const { runs } = await store().listRuns({ search: "essays-of-march" }, { limit: 5 });
      expect(runs.map(({ id }) => id)).toEqual([idOf(push), idOf(report)]);
    });

    test("leaves what stands for another's result where it is", async () => {
      const [a, b] = [member(), member()];
      const last = member({ needs: [a, b], args: { a: resultOf(a), b: resultOf(b) } });
      await enqueue(a, b, last);
      await live(a, "succeeded", { result: "of a" });
      expect((await runOf(last)).args).toEqual({ a: "of a", b: resultOf(b) });
    });

    test("counts delays, and how long a run may wait, from then on", async () => {
      const first = member();
      const late = member({ needs: [first], delayMs: 50, expiresInMs: 10 });
      const timed = member({ needs: [first], notBefore: NOON + 900, delayMs: 0 });
      await enqueue(first, late, timed);
      expect(await runOf(late)).toMatchObject({ expiresAt: null });
      await live(first, "succeeded", { finishedAt: NOON + 100 });
      expect(await runOf(late)).toMatchObject({ runAfter: NOON + 150, expiresAt: NOON + 160 });
      expect(await runOf(timed)).toMatchObject({ runAfter: NOON + 900, expiresAt: null });
    });

    test("waits on while a failed attempt is tried again", async () => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      await claim();
      await store().requeue(closing(await begin(await runOf(first)), { outcome: "failed" }), {
        runAfter: NOON + 1,
        reason: null,
      });
      expect(await runOf(second)).toMatchObject({ reason: `waits for run ${idOf(first)} of essays:check` });
    });

    test.each([
      ["failed", "failed"],
      ["timed_out", "timed out"],
      ["lost", "was lost"],
      ["cancelled", "was cancelled"],
      ["interrupted", "was interrupted"],
    ] as const)("stops when a run is %s: all that waits says so", async (outcome, said) => {
      const first = member({ command: "report" });
      const second = member({ needs: [first] });
      const third = member({ needs: [second] });
      await enqueue(first, second, third);
      await live(first, outcome);
      const stopped = {
        state: "queued",
        runAfter: null,
        reason: `stopped: run ${idOf(first)} of report ${said}`,
      };
      expect(await runOf(second)).toMatchObject(stopped);
      expect(await runOf(third)).toMatchObject(stopped);
      expect(await claim(NOON + 99_999_999)).toEqual([]);
      expect(await store().queues(NOON)).toMatchObject([{ waiting: 2, parked: 0, stopped: 2 }]);
    });

    test("stays stopped by one that failed when another that it needs succeeds, until the first is made good", async () => {
      const [a, b, c] = [member({ command: "a" }), member({ command: "b" }), member({ command: "c" })];
      const last = member({ needs: [a, b, c] });
      await enqueue(a, b, c, last);
      await live(a, "failed");
      await live(b, "succeeded");
      expect((await runOf(last)).reason).toBe(`stopped: run ${idOf(a)} of a failed`);
      await live(c, "succeeded");
      expect(await runOf(last)).toMatchObject({
        reason: `stopped: run ${idOf(a)} of a failed`,
        runAfter: null,
      });
    });

    test("stops when a run that waited is skipped", async () => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      await store().withdraw({
        runId: idOf(first),
        state: "skipped",
        reason: "x",
        exitCode: null,
        now: NOON,
      });
      expect((await runOf(second)).reason).toBe(`stopped: run ${idOf(first)} of essays:check was skipped`);
    });

    test("keeps what stopped it from being pruned", async () => {
      const first = member();
      await enqueue(first, member({ needs: [first] }));
      await live(first, "failed");
      await store().prune({ before: Infinity, failuresBefore: Infinity, keep: 0, dryRun: false }, 10);
      expect(await runOf(first)).toMatchObject({ state: "failed" });
    });

    test("is listed with what each run needs", async () => {
      const [a, b] = [member(), member()];
      const last = member({ needs: [b, a] });
      await enqueue(a, b, last);
      await live(a, "succeeded");
      const members = await store().workflow(WORKFLOW);
      expect(members.map(({ run, needs }) => [run.id, needs])).toEqual([
        [idOf(a), []],
        [idOf(b), []],
        [
          idOf(last),
          [
            { runId: idOf(b), isMet: false },
            { runId: idOf(a), isMet: true },
          ],
        ],
      ]);
      expect((await store().listRuns({ workflowId: WORKFLOW }, { limit: 9 })).runs).toHaveLength(3);
      expect((await store().listRuns({ workflowId: "other" }, { limit: 9 })).runs).toEqual([]);
    });

    test("is written whole or not at all, and needs none but its own that stand before", async () => {
      const [a, b] = [member(), member()];
      await expect(enqueue(a, member({ needs: [b] }), b)).rejects.toThrow(
        `needs run ${idOf(b)}, which is no member before it`,
      );
      expect(await store().workflow(WORKFLOW)).toEqual([]);
    });
  });

  describe("the retry of a workflow's run", () => {
    const stopped = async () => {
      const first = member({ command: "report" });
      const second = member({ needs: [first], args: { file: resultOf(first, "file") } });
      const third = member({ needs: [second] });
      await enqueue(first, second, third);
      return { failed: await live(first, "failed"), second, third };
    };

    test("takes its place: what waited for the one waits for the other, and goes on with its result", async () => {
      const { failed, second, third } = await stopped();
      const again = await retry(failed);
      expect(again.workflowId).toBe(WORKFLOW);
      expect(await runOf(second)).toMatchObject({
        reason: `waits for run ${again.id} of report`,
        parentId: again.id,
      });
      expect(await runOf(third)).toMatchObject({ reason: `waits for run ${idOf(second)} of essays:check` });
      await store().finish(closing(again, { result: { file: "march.csv" } }));
      expect(await runOf(second)).toMatchObject({ args: { file: "march.csv" }, runAfter: NOON + 1_000 });
    });

    test("that fails stops it again, and another one of the first takes its place too", async () => {
      const { failed, second } = await stopped();
      const again = await retry(failed);
      await store().finish(closing(again, { outcome: "failed" }));
      expect((await runOf(second)).reason).toBe(`stopped: run ${again.id} of report failed`);
      const third = await retry(failed);
      expect((await runOf(second)).reason).toBe(`waits for run ${third.id} of report`);
    });

    test("leaves in peace those who wait for another retry that runs", async () => {
      const { failed, second } = await stopped();
      const again = await retry(failed);
      await retry(failed);
      expect((await runOf(second)).reason).toBe(`waits for run ${again.id} of report`);
    });

    test("has what it needs, as the one before", async () => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      await live(first, "succeeded");
      const again = await retry(await live(second, "failed"));
      const found = (await store().workflow(WORKFLOW)).find(({ run }) => run.id === again.id);
      expect(found?.needs).toEqual([{ runId: idOf(first), isMet: true }]);
    });

    test("takes its place from the queue too, in the transaction that writes it down", async () => {
      const { failed, second } = await stopped();
      const again = member({ command: "report" });
      const { run } = again.job;
      const job = {
        ...again.job,
        workflowId: null,
        run: { ...run, trigger: "retry" as const, parentId: failed.id },
      };
      await store().enqueue([job], by);
      expect(await runOf(second)).toMatchObject({ reason: `waits for run ${idOf(again)} of report` });
      expect(await runOf(again)).toMatchObject({ workflowId: WORKFLOW });
    });

    test("that is skipped itself takes nobody's place", async () => {
      const { failed, second } = await stopped();
      await started(store(), { key: "held" });
      const wish = { trigger: "retry" as const, parentId: failed.id, command: "report", key: "held" };
      expect((await store().begin(startRequest(wish))).kind).toBe("skipped");
      expect(await runOf(second)).toMatchObject({ reason: `stopped: run ${failed.id} of report failed` });
    });

    test("of one that succeeded is none of the workflow's matter", async () => {
      const first = member();
      await enqueue(first, member({ needs: [first] }));
      expect((await retry(await live(first, "succeeded"))).workflowId).toBeNull();
    });
  });

  describe("the end of a workflow", () => {
    test("cancels what nobody has in hand, and tells what lives", async () => {
      const [first, other] = [member(), member()];
      const second = member({ needs: [first] });
      await enqueue(first, other, second);
      await live(other, "succeeded");
      await store().enqueueWorkflow([member()], by);
      const lives = await started(store());
      await claim();
      const cancel = { reason: "cancelled by ada with its workflow", now: NOON + 9 };
      const left = await store().withdrawWorkflow(WORKFLOW, cancel);
      expect(left).toContain(idOf(first));
      expect(left).not.toContain(idOf(second));
      expect(await runOf(second)).toMatchObject({
        state: "cancelled",
        reason: cancel.reason,
        finishedAt: NOON + 9,
      });
      expect(await runOf(other)).toMatchObject({ state: "succeeded" });
      expect(await reread(store(), lives)).toMatchObject({ state: "running" });
    });

    test("is that of all that waits for a run whose failure is discarded, with the reason", async () => {
      const first = member();
      const second = member({ needs: [first] });
      const third = member({ needs: [second] });
      await enqueue(first, second, third);
      await live(first, "failed");
      const closed = {
        how: "discarded" as const,
        by: "ada",
        note: "not this year",
        host: "web-1",
        now: NOON,
      };
      expect(await store().closeFailures([idOf(first)], closed)).toEqual([
        { runId: idOf(first), isClosed: true, cancelled: 2, stopped: 0 },
      ]);
      const reason = `cancelled: run ${idOf(first)}, which it needs, was discarded by ada: not this year`;
      expect(await runOf(second)).toMatchObject({ state: "cancelled", reason });
      expect(await runOf(third)).toMatchObject({ state: "cancelled", reason });
    });

    test("is that of what waits for a retry of it that came to nothing", async () => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      const again = await retry(await live(first, "failed"));
      await store().finish(closing(again, { outcome: "cancelled" }));
      const closed = { how: "discarded" as const, by: "ada", note: null, host: "web-1", now: NOON };
      await store().closeFailures([idOf(first)], closed);
      expect(await runOf(second)).toMatchObject({ state: "cancelled" });
    });

    test("does not come of a failure that is only acknowledged", async () => {
      const first = member();
      const second = member({ needs: [first] });
      const third = member({ needs: [second] });
      await enqueue(first, second, third);
      await live(first, "failed");
      const closed = { how: "acknowledged" as const, by: "ada", note: null, host: "web-1", now: NOON };
      expect(await store().closeFailures([idOf(first)], closed)).toEqual([
        { runId: idOf(first), isClosed: true, cancelled: 0, stopped: 2 },
      ]);
      expect(await runOf(second)).toMatchObject({ state: "queued" });
    });

    test("does not come of one that is acknowledged while a retry of it lives: nothing is stopped", async () => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      await retry(await live(first, "failed"));
      const closed = { how: "acknowledged" as const, by: "ada", note: null, host: "web-1", now: NOON };
      expect(await store().closeFailures([idOf(first)], closed)).toMatchObject([
        { isClosed: true, stopped: 0 },
      ]);
    });
  });

  describe("the failure of a run that others of its workflow wait for", () => {
    const cancel = { reason: "cancelled by ada", now: NOON + 9 };
    const closedBy = { by: "ada", note: null, host: "web-1", now: NOON };
    const isOpen = async (run: Run) => (await store().findFailure(run.id))?.closed === null;
    /** The same work again, as of another night. */
    const succeedAlike = ({ command, args }: Run) =>
      finished(store(), { command, args, trigger: "queue", now: NOON + 9_000 });
    const stopped = async () => {
      const first = member({ command: "make", args: { site: "essays" } });
      const second = member({ command: "push", needs: [first] });
      await enqueue(first, second);
      return { failed: await live(first, "failed"), second };
    };

    test("is not made good by a success of the same work, which they do not wait for", async () => {
      const { failed, second } = await stopped();
      await succeedAlike(failed);
      expect(await isOpen(failed)).toBe(true);
      expect(await runOf(second)).toMatchObject({ state: "queued" });
      const again = await retry(failed);
      await succeedAlike(failed);
      expect(await isOpen(failed)).toBe(true);
      await store().finish(closing(again));
      expect((await store().findFailure(failed.id))?.closed).toMatchObject({ how: "retried" });
      expect(await runOf(second)).toMatchObject({ reason: null, runAfter: NOON + 1_000 });
    });

    test("stays open while they wait for a retry of it that came to nothing", async () => {
      const { failed } = await stopped();
      await store().finish(closing(await retry(failed), { outcome: "cancelled" }));
      await succeedAlike(failed);
      expect(await isOpen(failed)).toBe(true);
    });

    test("is made good by such a success once its workflow is cancelled", async () => {
      const { failed } = await stopped();
      await store().withdrawWorkflow(WORKFLOW, cancel);
      expect(await isOpen(failed)).toBe(true);
      await succeedAlike(failed);
      expect((await store().findFailure(failed.id))?.closed).toMatchObject({ how: "recovered" });
    });

    test.each(["acknowledged", "discarded"] as const)("can be %s", async (how) => {
      const { failed } = await stopped();
      await store().closeFailures([failed.id], { ...closedBy, how });
      expect((await store().findFailure(failed.id))?.closed).toMatchObject({ how });
    });

    test("keeps no other open: one that nobody waits for is made good", async () => {
      const { failed } = await stopped();
      const alone = member({ command: "make", args: { site: "essays" } });
      await enqueue(alone);
      const other = await live(alone, "failed");
      await succeedAlike(failed);
      expect([await isOpen(failed), await isOpen(other)]).toEqual([true, false]);
    });
  });

  test.each(["skip", "wait", "replace"] as const)(
    "a run that waits in a workflow is no obstacle to a tick under %s",
    async (policy) => {
      const first = member();
      const second = member({ needs: [first] });
      await enqueue(first, second);
      await live(first, "failed");
      await register(store(), [schedule()]);
      const { ticks } = await settle(store(), {
        from: NOON,
        to: NOON + 60_000,
        ticks: [due(NOON + 60_000, { policy })],
      });
      expect(ticks).toMatchObject([{ verdict: "run" }]);
      expect(await runOf(second)).toMatchObject({ state: "queued" });
    },
  );
}
