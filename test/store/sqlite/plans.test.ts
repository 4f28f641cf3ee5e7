import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UNLIMITED } from "../../../src/core/queue.ts";
import { RUN_STATES, TRIGGERS } from "../../../src/core/run.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { createSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { RunFilter } from "../../../src/store/history-store.ts";
import {
  beginClaimed,
  claims,
  closing,
  due,
  enqueued,
  finished,
  NOON,
  notRun,
  owner,
  register,
  schedule,
  settle,
  started,
  startRequest,
} from "../build.ts";
import { job } from "../worked.ts";
import { idOf, member, WORKFLOW } from "../workflows.ts";
import { ObservedConnection, slowSteps } from "./observed-connection.ts";

describe("no question walks through a whole table", () => {
  let connection: ObservedConnection;
  let store: Store;

  beforeEach(async () => {
    connection = new ObservedConnection(":memory:");
    migrate(connection, NOON);
    store = createSqliteStore(connection);
    for (const command of ["a", "b"]) await finished(store, { command, args: { word: "zebra" } });
    connection.plans.clear();
  });
  afterEach(() => connection.close());

  const filters: RunFilter[] = [
    {},
    { command: "a" },
    { states: ["failed", "lost"] },
    { states: [...RUN_STATES], trigger: TRIGGERS[0] },
    { trigger: "manual", command: "a", states: ["succeeded"] },
    { since: NOON - 5, until: NOON + 5 },
    { tag: "nightly" },
    { queue: "mail" },
    { search: "zebra" },
    { search: "z" },
    { args: [{ path: "word", value: "zebra" }] },
    { parentId: "019ca945-0a01-7000-8000-0123456789ab" },
  ];

  test.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))(
    "to list %s",
    async (_, filter) => {
      await store.listRuns(filter, { limit: 10, after: "9" });
      expect(connection.plans.size).toBeGreaterThan(0);
      expect(slowSteps(connection.plans)).toEqual([]);
    },
  );

  test("to find, count and sum up", async () => {
    await store.latestRuns();
    await store.countRuns({ since: NOON, command: "a" });
    await store.countRuns({});
    await store.findRunsByPrefix("019", 5);
    await store.findRun("019");
    await store.attempts("019");
    expect(slowSteps(connection.plans)).toEqual([]);
  });

  test("to see since when a command is silent, and whether it recovers", async () => {
    await finished(store, {}, { outcome: "failed", exitCode: 1 });
    const run = await finished(store);
    const expectations = ["essays:check", "a"].map((command) => ({ command, withinMs: 1 }));
    await store.registerExpectations({ expectations, unread: [] }, NOON);
    await store.silences({ expectations, unread: ["b"] }, NOON);
    expect(await store.recovers(run.id)).toBe(true);
    expect(slowSteps(connection.plans)).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("runs_by_command");
  });

  test("to judge what happened, and to send what is due", async () => {
    await store.watchRuns("starts");
    const run = await finished(store);
    const { happenings } = await store.happenings(9, NOON);
    const taken = happenings.map(({ seq }) => seq);
    expect(taken).toHaveLength(2);
    await store.tell({ taken, streaks: [], ended: [], inTime: [], notices: [], now: NOON });
    await store.noteLate({ runId: run.id, lateMs: 5, now: NOON });
    await store.forgetUntold({ since: NOON, most: 9 });
    await store.addLog({ runId: run.id, attempt: 1, at: NOON, text: "said" });
    await store.readOutput({ runId: run.id, attempt: 1 }, 0, 99);
    await store.dueChannels(NOON);
    await store.notices({ limit: 9 });
    await store.streaks();
    await store.snoozes(NOON);
    expect(slowSteps(connection.plans)).toEqual([]);
  });

  test("to look at queues and processes", async () => {
    await enqueued(store);
    await store.queues(NOON);
    await store.nextRunAfter(NOON);
    // Queues are sorted when their runs are counted: they are few.
    expect(slowSteps(connection.plans).filter((step) => !step.endsWith("order by 1"))).toEqual([]);
    connection.plans.clear();
    await store.processes({ since: NOON });
    expect([...connection.plans.values()].flat().join()).not.toMatch(/\b(?:runs|attempts|ticks)\b/);
  });

  test("to live a run", async () => {
    const run = await started(store, { key: "k", policy: "allow" });
    const waiter = startRequest({ key: "k", policy: "wait" });
    await store.begin(waiter);
    await store.openAttempts();
    await store.heartbeat({ runId: run.id, attempt: 1 }, { leaseUntil: NOON, progress: null });
    await store.finish(closing(run));
    await store.begin(waiter);
    await store.withdraw({ runId: run.id, state: "lost", reason: "x", exitCode: null, now: NOON });
    expect(slowSteps(connection.plans)).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("runs_by_key");
    expect([...connection.plans.values()].flat().join()).toContain("attempts_open");
  });

  test("to settle, claim, give back and requeue", async () => {
    await register(store, [schedule()]);
    connection.plans.clear();
    for (const [index, policy] of (["skip", "wait", "replace"] as const).entries()) {
      const scheduledFor = NOON + index + 1;
      const ticks = [due(scheduledFor, { policy }), notRun(scheduledFor)].slice(0, 1);
      await settle(store, { from: scheduledFor - 1, to: scheduledFor, ticks });
    }
    await settle(store, { from: NOON + 3, to: NOON + 5, ticks: [notRun(NOON + 4), notRun(NOON + 5)] });
    const claim = { owner: owner(1), leaseUntil: NOON + 99, now: NOON + 9 };
    const { run } = (await store.claim(claim))[0]!;
    await store.release({ ref: { runId: run.id, attempt: 1 }, outcome: "lost", reason: "x", now: NOON });
    await store.claim(claim);
    await store.requeue(closing(run), { runAfter: NOON, reason: null });
    await store.nextRunAfter(NOON);
    expect(slowSteps(connection.plans)).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("runs_by_turn");
  });

  test("to open, list and close failures", async () => {
    const run = await finished(store, { trigger: "crontab" }, { outcome: "failed", exitCode: 1 });
    await store.failures({}, { limit: 9 });
    await store.failureGroups({ command: "a" });
    await store.findFailure(run.id);
    const { run: again } = startRequest({ trigger: "retry", parentId: run.id });
    const retry = { runId: run.id, job: job({ ...again, command: "a" }) };
    await store.retryFailures([retry, retry], { by: "ada", note: null, host: "web-1", now: NOON });
    const by = { by: "ada", note: null, host: "web-1", now: NOON };
    await store.closeFailures([run.id], { how: "discarded", ...by });
    await finished(store, { trigger: "crontab" }, { outcome: "failed", exitCode: 1 });
    await finished(store, { trigger: "retry", parentId: run.id });
    await finished(store);
    await store.prune({ before: NOON + 9, failuresBefore: NOON + 9, keep: 99, dryRun: true }, 9);
    expect(slowSteps(connection.plans)).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("failures_inbox");
    expect([...connection.plans.values()].flat().join()).toContain("failures_open");
  });

  test("to let runs of a workflow wait, go on, stop, go on again and end, and to keep steps", async () => {
    const [first, other] = [member(), member()];
    const second = member({ needs: [first, other] });
    await store.enqueueWorkflow([first, other, second, member({ needs: [second] })], {
      host: "h",
      now: NOON,
    });
    const claim = { owner: owner(1), leaseUntil: NOON + 99_999, now: NOON + 9, limit: 2 };
    for (const [index, { run }] of (await store.claim(claim)).entries()) {
      const request = startRequest({ id: run.id, policy: "allow", pid: 1, now: NOON + 9 });
      const begun = await store.begin(request);
      const ref = { runId: run.id, attempt: 1 };
      await store.findStep(ref, "s");
      await store.keepStep(ref, { name: "s", result: 1, finishedAt: NOON });
      await store.claimOnce(ref, "o", NOON);
      await store.keepOnce(ref, { key: "o", result: 1, finishedAt: NOON, expiresAt: NOON + 9 });
      await store.finish(closing(begun.run, { outcome: index === 0 ? "succeeded" : "failed" }));
    }
    await started(store, { trigger: "retry", parentId: idOf(other) });
    await store.steps(idOf(other));
    await store.workflow(WORKFLOW);
    await store.listRuns({ workflowId: WORKFLOW }, { limit: 9 });
    await store.withdrawWorkflow(WORKFLOW, { reason: "x", now: NOON });
    // What one run needs, and the steps of one run, are sorted when they are found: they are few.
    const slow = slowSteps(connection.plans).filter((step) => !step.endsWith("order by position"));
    expect(slow).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("run_needs_unmet");
    expect([...connection.plans.values()].flat().join()).toContain("runs_by_workflow");
  });

  test("to enqueue, park, let go and expire, and none looks at all that wait", async () => {
    const rate = { count: 1, perMs: 1_000 };
    const rules = {
      commands: { "essays:check": { limit: UNLIMITED, keyLimit: { concurrency: 1, rate } } },
      queues: {},
    };
    const idempotency = { key: "i", until: NOON + 9 };
    await enqueued(store, { limitKey: "k", dedupeKey: "d", idempotency });
    await enqueued(store, { limitKey: "k", expiresAt: NOON + 5_000 });
    await enqueued(store, { limitKey: "k" });
    const [claimed] = await claims(store, NOON, { rules });
    const ref = { runId: claimed!.run.id, attempt: 1 };
    await store.release({ ref, outcome: "interrupted", reason: "x", now: NOON });
    const [again] = await claims(store, NOON + 2_000, { rules });
    await beginClaimed(store, again!, NOON + 2_001);
    await claims(store, NOON + 9_000, { rules });
    expect(slowSteps(connection.plans)).toEqual([]);
    const steps = [...connection.plans].filter(([sql]) => !sql.startsWith("select runs.*"));
    expect(steps.filter(([, plan]) => plan.join().includes("runs_by_state"))).toEqual([]);
    const plans = [...connection.plans.values()].flat().join();
    const ofStarts = [...connection.plans].filter(([sql]) => /^(?:update|delete from) rate_starts/.test(sql));
    expect(ofStarts.length).toBeGreaterThan(3);
    expect(ofStarts.flatMap(([, plan]) => plan).filter((step) => step.startsWith("SCAN"))).toEqual([]);
    // A rate may have ten thousand starts, and every claim looks at the gates.
    expect(plans).toContain("SEARCH start USING PRIMARY KEY (key=? AND at>? AND at<?)");
    for (const index of ["runs_to_expire", "runs_parked"]) expect(plans).toContain(index);
  });

  test("to look at schedules and their ticks", async () => {
    await register(store, [schedule()]);
    connection.plans.clear();
    await store.scheduleRevision();
    await store.schedules({ changedSince: 1 });
    await store.findSchedule("essays:check");
    await store.pauseSchedule("essays:check", { at: NOON, by: "ada", reason: null, until: null });
    await store.resumeSchedule("essays:check", NOON);
    await store.rewindSchedule({ id: "essays:check", now: NOON - 1, reason: "so" });
    await store.latestTicks();
    await store.countUnrun({ since: NOON, until: NOON + 1, command: "a" });
    const span = { scheduleId: "essays:check", since: NOON, until: NOON + 1, limit: 9 };
    await store.ticks(span);
    await store.ticks({ ...span, verdicts: ["missed", "run"] });
    await store.listRuns({ scheduleId: "essays:check", scheduledFor: NOON }, { limit: 9 });
    expect(slowSteps(connection.plans)).toEqual([]);
    const steps = [...connection.plans.values()].flat().join("\n");
    for (const index of ["ticks_by_verdict", "ticks_unrun", "runs_by_tick", "schedules_by_revision"])
      expect(steps).toContain(index);
  });

  test("to count what did not run, without a look at the ticks themselves", async () => {
    await register(store, [schedule()]);
    await settle(store, { from: NOON, to: NOON + 1, ticks: [notRun(NOON + 1)] });
    connection.plans.clear();
    expect(await store.countUnrun({ since: NOON, until: NOON + 9 })).toMatchObject({ count: 1 });
    expect(connection.plans.size).toBe(3);
    for (const plan of connection.plans.values())
      expect(plan).toEqual([expect.stringMatching(/^SEARCH ticks USING COVERING INDEX ticks_unrun/)]);
  });

  test("to prune", async () => {
    await register(store, [schedule()]);
    await settle(store, { from: NOON, to: NOON + 1, ticks: [notRun(NOON + 1)] });
    connection.plans.clear();
    const rule = { before: NOON + 9_999, failuresBefore: NOON + 9_999, keep: 9, dryRun: false };
    expect(await store.prune(rule, 10)).toBe(2);
    expect(await store.latestTicks()).toEqual([]);
    expect(slowSteps(connection.plans).filter((step) => !step.includes("count(*)"))).toEqual([]);
  });
});
