import { describe, expect, test } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import type { Run } from "../../../src/core/run.ts";
import type { NewJob } from "../../../src/store/queue-store.ts";
import type { ClaimRules } from "../../../src/store/work-store.ts";
import { job } from "../../bench/jobs.ts";
import { closing, due, NOON, owner, LEASE_MS, register, reread, schedule, settle } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

const FREE = { concurrency: null, rate: null };
const RATED = { concurrency: null, rate: { count: 2, perMs: 1_000 } };

/** Runs begun and finished many at a time. */
export function describeBatches(current: CurrentStore): void {
  const enqueue = async (...jobs: NewJob[]): Promise<string[]> =>
    (await current().enqueue(jobs, { host: "web-1", now: NOON })).map(({ runId }) => runId);
  const take = (
    limit: number,
    wish: {
      commands?: string[];
      rules?: ClaimRules;
      queues?: Record<string, number>;
      mostLosses?: number;
      now?: number;
      readNow?: () => number;
      onEnded?: (run: Run) => void;
    } = {},
  ) =>
    current().take({
      owner: owner(1),
      leaseUntil: NOON + LEASE_MS,
      now: NOON,
      limit,
      commands: ["noop"],
      mostLosses: 0,
      ...wish,
    });
  const many = (count: number, wish: Partial<NewJob["waiting"]> & { args?: JsonObject } = {}): NewJob[] =>
    Array.from({ length: count }, () => job("noop", NOON, wish));

  describe("tidyUp", () => {
    test("changes nothing of what was written, however often it is asked for", async () => {
      const ids = await enqueue(...many(3));
      current().tidyUp();
      current().tidyUp();
      const { begun } = await take(9);
      expect(begun.map(({ id }) => id)).toEqual(ids);
    });
  });

  describe("take", () => {
    test.each([
      ["its command", { commands: { noop: { limit: RATED, keyLimit: FREE } }, queues: {} }],
      [
        "its queue",
        {
          commands: { noop: { limit: FREE, keyLimit: FREE } },
          queues: { default: { weight: 1, limit: RATED } },
        },
      ],
      ["its key", { commands: { noop: { limit: FREE, keyLimit: RATED } }, queues: {} }],
    ])("leaves it to its owner to begin a run whose start a rate of %s counts", async (_, rules) => {
      await enqueue(...many(3, { limitKey: "noop:one" }));
      const taken = await take(20, { rules });
      expect([taken.begun, taken.claimed, taken.paced.length]).toEqual([[], [], 2]);
      expect(await take(20, { rules, now: NOON + 9_999 })).toMatchObject({ paced: [] });
      for (const { run, overlap } of taken.paced) {
        expect(run).toMatchObject({ state: "queued", startedAt: null });
        const start = { run, overlap, owner: owner(1), leaseUntil: NOON + LEASE_MS, now: NOON + 9_999 };
        expect(await current().begin(start)).toMatchObject({ kind: "started" });
      }
      expect(await take(20, { rules, now: NOON + 10_998 })).toMatchObject({ paced: [] });
    });

    test("begins as many as it may, in the order of their turns, and they read as running", async () => {
      const ids = await enqueue(...many(30));
      const { begun, claimed } = await take(20);
      expect(claimed).toEqual([]);
      expect(begun.map(({ id }) => id)).toEqual(ids.slice(0, 20));
      for (const run of begun) {
        expect(run).toMatchObject({ state: "running", attempt: 1, startedAt: NOON, runAfter: null, pid: 1 });
        expect(await reread(current(), run)).toEqual(run);
      }
      const [attempt] = await current().attempts(ids[19] ?? "");
      expect(attempt).toMatchObject({ outcome: null, startedAt: NOON, leaseUntil: NOON + LEASE_MS });
    });

    test("begins what waited for the ledger when it was there", async () => {
      await enqueue(...many(12));
      const { begun } = await take(12, { readNow: () => NOON + 700 });
      const [attempt] = await current().attempts(begun.at(-1)?.id ?? "");
      expect(new Set(begun.map(({ startedAt }) => startedAt))).toEqual(new Set([NOON + 700]));
      expect(attempt).toMatchObject({ startedAt: NOON + 700, leaseUntil: NOON + 700 + LEASE_MS });
    });

    test.each([
      { title: "in front of it", counts: [10, 300], expected: [10, 90] },
      { title: "behind it", counts: [300, 10], expected: [90, 10] },
      { title: "on both sides", counts: [5, 300, 5], expected: [5, 90, 5] },
      { title: "with as much of their own", counts: [300, 300], expected: [50, 50] },
      { title: "that have less than there is room", counts: [20, 30], expected: [20, 30] },
    ])("gives a queue what is left by queues $title", async ({ counts, expected }) => {
      const names = ["a", "b", "c"];
      for (const [at, count] of counts.entries()) await enqueue(...many(count, { queue: names[at]! }));
      const { begun, claimed } = await take(100);
      const runs = [...begun, ...claimed.map(({ run }) => run)];
      const taken = counts.map((_, at) => runs.filter(({ queue }) => queue === names[at]).length);
      // Two that are judged one by one go first, wherever they stand.
      for (const [at, count] of taken.entries()) expect(Math.abs(count - expected[at]!)).toBeLessThan(3);
      expect(runs).toHaveLength(expected.reduce((sum, count) => sum + count, 0));
    });

    test("reads runs that have a past as their rows tell it", async () => {
      const [plain] = many(1);
      if (!plain) throw new Error("a job was made");
      const { run } = plain;
      const withPast: NewJob[] = [
        { ...plain, run: { ...run, id: newId(NOON), parentId: newId(NOON) } },
        { ...plain, run: { ...run, id: newId(NOON), dryRun: true, args: { n: [1, "é"] } } },
        { ...plain, run: { ...run, id: newId(NOON), trigger: "retry", scheduledFor: NOON - 5 } },
        { ...plain, run: { ...run, id: newId(NOON) }, workflowId: newId(NOON), dedupeKey: "one" },
      ];
      const [again] = many(1, { maxAttempts: 5 });
      if (!again) throw new Error("a job was made");
      await enqueue(again);
      for (const one of (await take(1)).begun)
        await current().requeue(
          { ...closing(one), outcome: "failed" as const },
          { runAfter: NOON, reason: null },
        );
      await enqueue(...many(8, { priority: 1 }), ...withPast);
      const begun = (await take(30, { now: NOON + 9 })).begun.slice(8);
      expect(begun.map(({ id }) => id).sort()).toEqual([again, ...withPast].map((one) => one.run.id).sort());
      for (const one of begun) expect(await reread(current(), one)).toEqual(one);
    });

    test("puts the higher priority first, and the delayed off", async () => {
      await enqueue(
        ...many(12),
        ...many(3, { priority: 5 }),
        ...many(9, { priority: 9, runAfter: NOON + 1 }),
      );
      const { begun } = await take(12);
      expect(begun.map(({ priority }) => priority)).toEqual([5, 5, 5, ...Array<number>(9).fill(0)]);
    });

    test("leaves other commands, paused queues and queues that are not served", async () => {
      const [good] = await enqueue(...many(1), job("other", NOON), ...many(20, { queue: "shut" }));
      await current().pauseQueue("shut", { at: NOON, by: "ada", reason: null, until: null });
      await enqueue(...many(20, { queue: "foreign" }));
      const { begun } = await take(50, { queues: { default: 1, shut: 1 } });
      expect(begun.map(({ id }) => id)).toEqual([good]);
    });

    test.each([
      [0, 1],
      [1, 2],
    ])("begins runs that %i workers died over, and only claims those of %i", async (mostLosses, losses) => {
      const lose = async (command: string, times: number): Promise<string> => {
        const [id = ""] = await enqueue(job(command, NOON));
        for (let time = 0; time < times; time += 1)
          for (const run of (await take(1, { commands: [command], mostLosses: 9 })).begun)
            await current().requeue(
              { ...closing(run), outcome: "lost" as const },
              { runAfter: NOON, reason: null },
            );
        return id;
      };
      const [tooOften, often] = [await lose("noop", losses), await lose("other", mostLosses)];
      const others = await enqueue(...many(20));
      const { begun, claimed } = await take(30, { commands: ["noop", "other"], mostLosses });
      expect(claimed.map(({ run }) => run.id)).toEqual([tooOften]);
      expect(begun.map(({ id }) => id).sort()).toEqual([often, ...others].sort());
    });

    test("never goes beyond a limit, however large the batch", async () => {
      await enqueue(...many(30));
      const limit = { concurrency: 3, rate: null };
      const rules = { commands: { noop: { limit, keyLimit: limit } }, queues: {} };
      expect((await take(20, { rules })).begun).toHaveLength(3);
      expect((await take(20, { rules })).begun).toEqual([]);
    });

    test("never begins two of one key, nor one that a person wants cancelled, nor one that expired", async () => {
      const [, , cancelled = ""] = await enqueue(
        ...many(2, { limitKey: "one" }),
        ...many(1),
        ...many(1, { expiresAt: NOON - 1 }),
        ...many(20),
      );
      await current().requestCancel(cancelled, "ada", NOON);
      const { begun } = await take(40);
      expect(begun.filter(({ limitKey }) => limitKey === "one")).toHaveLength(1);
      expect(begun.map(({ id }) => id)).not.toContain(cancelled);
      expect(begun).toHaveLength(21);
    });

    test("tells of each run that it ended, once, as it stands then", async () => {
      const [late] = await enqueue(...many(1, { expiresAt: NOON - 1 }), ...many(20));
      const [off] = await enqueue(...many(1, { expiresAt: NOON - 1, runAfter: NOON + LEASE_MS }));
      const told: Run[] = [];
      await take(40, { onEnded: (run) => told.push(run) });
      await take(40, { onEnded: (run) => told.push(run) });
      expect(told.map(({ id }) => id).toSorted()).toEqual([late, off].toSorted());
      expect(told.map(({ state }) => state)).toEqual(["skipped", "skipped"]);
    });

    test("only claims what has to be asked first: a schedule's run", async () => {
      await register(current(), [schedule({ id: "noop", command: "noop", overlap: "allow" })]);
      const tick = due(NOON, { scheduleId: "noop", command: "noop", policy: "allow" });
      await settle(current(), { scheduleId: "noop", from: NOON, to: NOON + 1, ticks: [tick] });
      const { begun, claimed } = await take(20);
      expect(begun).toEqual([]);
      expect(claimed.map(({ run }) => run.id)).toEqual([tick.run.id]);
      expect(claimed[0]?.run.state).toBe("queued");
    });

    test("keeps the tags of each", async () => {
      const [first, second] = many(2);
      if (!first || !second) throw new Error("two jobs were made");
      await enqueue(...many(10), { ...first, run: { ...first.run, tags: ["b", "a"] } }, second);
      const { begun } = await take(12);
      expect(begun.map(({ tags }) => tags).slice(-2)).toEqual([["b", "a"], []]);
    });
  });

  describe("finishMany", () => {
    test("closes each that is open still, and says which were not", async () => {
      await enqueue(...many(3));
      const { begun } = await take(3);
      const [first, second, third] = begun;
      if (!first || !second || !third) throw new Error("three runs were taken");
      await current().finish(closing(second, { outcome: "cancelled", exitCode: 143 }));
      const failed = { outcome: "failed" as const, exitCode: 1 };
      const answers = await current().finishMany([
        closing(first, { result: { n: 1 } }),
        closing(second),
        closing(third, failed),
      ]);
      expect(answers).toEqual([true, false, true]);
      expect(await reread(current(), first)).toMatchObject({
        state: "succeeded",
        result: { n: 1 },
        exitCode: 0,
      });
      expect(await reread(current(), second)).toMatchObject({ state: "cancelled" });
      expect(await reread(current(), third)).toMatchObject({ state: "failed", exitCode: 1, failures: 1 });
      expect(await current().openAttempts()).toEqual([]);
    });

    test("closes a success as a single finish would, with its output and its result", async () => {
      const [one, alone] = many(2, { args: { n: 1 } });
      if (!one || !alone) throw new Error("two jobs were made");
      await enqueue(...many(20), one, alone);
      const { begun } = await take(22);
      const end = { result: { n: 1 }, cpuMs: 2, peakRss: 3, output: OUTPUT };
      await current().finishMany(begun.slice(0, 21).map((run) => closing(run, end)));
      const [last] = begun.slice(21);
      if (last) await current().finish(closing(last, end));
      const [inBatch, single] = await Promise.all([one, alone].map(({ run }) => facts(run.id)));
      expect(inBatch).toEqual(single);
    });

    test("closes those that ended alike as a single finish would, and leaves alone those that are not theirs", async () => {
      await enqueue(...many(24));
      const { begun } = await take(24);
      const [cancelled, later] = begun.slice(3);
      const alone = begun.at(-1);
      if (!cancelled || !later || !alone) throw new Error("24 runs were taken");
      await current().finish(closing(cancelled, { outcome: "cancelled", exitCode: 143 }));
      const end = { cpuMs: 2, peakRss: 3 };
      const refs = begun.slice(0, 23).map((run) => (run === later ? { ...run, attempt: 2 } : run));
      const results = refs.map((_, index) => (index % 3 === 2 ? { n: index } : null));
      const closings = refs.map((run, index) => closing(run, { ...end, result: results[index] ?? null }));
      const answers = await current().finishMany(closings);
      expect(answers).toEqual(refs.map((_, index) => index !== 3 && index !== 4));
      expect(await reread(current(), cancelled)).toMatchObject({ state: "cancelled" });
      expect((await current().openAttempts()).map(({ runId }) => runId)).toEqual([later.id, alone.id]);
      await current().finish(closing(alone, end));
      expect(await facts(begun[21]?.id ?? "")).toEqual(await facts(alone.id));
      const returning = await current().findRun(begun[20]?.id ?? "");
      expect(returning).toMatchObject({ state: "succeeded", result: { n: 20 }, exitCode: 0 });
    });

    test("finds those that it is to close wherever they stand", async () => {
      await enqueue(...many(6));
      const { begun } = await take(6);
      const [a, , c, d, , f] = begun;
      const scattered = [a, f, c, d].filter((run) => run !== undefined);
      expect(await current().finishMany(scattered.map((run) => closing(run)))).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(await current().openAttempts()).toHaveLength(2);
    });

    test("closes one that it is told of twice once", async () => {
      await enqueue(...many(3));
      const [first, second] = (await take(3)).begun;
      if (!first || !second) throw new Error("three runs were taken");
      const twice = [first, second, first].map((run) => closing(run));
      expect((await current().finishMany(twice)).filter((held) => held)).toHaveLength(2);
    });

    test("closes those side by side that are in another attempt than their neighbours", async () => {
      await enqueue(...many(4));
      const second = (await take(4)).begun[1];
      if (!second) throw new Error("four runs were taken");
      const snoozed = { ...closing(second), outcome: "snoozed" as const };
      await current().requeue(snoozed, { runAfter: NOON, reason: null });
      const again = (await take(1)).begun;
      expect(again).toMatchObject([{ id: second.id, attempt: 2 }]);
      const open = await current().openAttempts();
      const closings = open.map(({ runId: id, number: attempt }) => closing({ id, attempt }));
      expect(await current().finishMany(closings)).toEqual([true, true, true, true]);
    });

    test("has one that is to be cancelled wait for no other attempt: the next claim ends it", async () => {
      await enqueue(...many(1));
      const run = (await take(1)).begun[0];
      if (!run) throw new Error("a run was taken");
      await current().requestCancel(run.id, "ada", NOON);
      const failed = { ...closing(run, { finishedAt: NOON + 5 }), outcome: "failed" as const };
      await current().requeue(failed, { runAfter: NOON + 60_000, reason: "failed (attempt 1 of 3)" });
      expect(await take(1, { now: NOON + 5 })).toMatchObject({ begun: [], claimed: [], paced: [] });
      expect(await current().findRun(run.id)).toMatchObject({ state: "cancelled" });
    });

    test("lets a success of the batch make good a failure of the batch", async () => {
      await enqueue(...many(2));
      const [failed, good] = (await take(2)).begun;
      if (!failed || !good) throw new Error("two runs were taken");
      await current().finishMany([closing(failed, { outcome: "failed", exitCode: 1 }), closing(good)]);
      expect((await current().failures({}, { limit: 9 })).failures).toEqual([]);
      expect(await current().findFailure(failed.id)).toMatchObject({ closed: { how: "recovered" } });
    });

    test("lets go on what a success of the batch is waited for by", async () => {
      await enqueue(...many(3, { limitKey: "one" }));
      const rules = { commands: {}, queues: {} };
      const [first] = (await take(1, { rules })).begun;
      if (!first) throw new Error("a run was taken");
      expect((await take(3, { rules })).begun).toEqual([]);
      await current().finishMany([closing(first)]);
      expect((await take(3, { rules })).begun).toHaveLength(1);
    });
  });

  describe("requeueMany", () => {
    test("queues each again whose attempt is open still, as requeue would, and says which were not", async () => {
      await enqueue(...many(5));
      const { begun } = await take(5);
      const [put, lost, over, failed, alone] = begun;
      if (!put || !lost || !over || !failed || !alone) throw new Error("five runs were taken");
      await current().finish(closing(over));
      const turn = { runAfter: NOON + 7, reason: "its worker left" };
      const interrupted = { outcome: "interrupted" as const, reason: "told to stop" };
      const answers = await current().requeueMany([
        { closing: closing(put, interrupted), turn },
        { closing: { ...closing(lost), outcome: "lost" }, turn },
        { closing: closing(over), turn },
        { closing: closing(failed, { outcome: "failed" }), turn: { runAfter: NOON + 9, reason: null } },
      ]);
      expect(answers).toEqual([true, true, false, true]);
      expect(await reread(current(), lost)).toMatchObject({ state: "queued", losses: 1, failures: 0 });
      expect(await reread(current(), over)).toMatchObject({ state: "succeeded" });
      expect(await reread(current(), failed)).toMatchObject({
        ...{ state: "queued", failures: 1, runAfter: NOON + 9, reason: null },
      });
      await current().requeue(closing(alone, interrupted), turn);
      expect(await facts(put.id)).toEqual(await facts(alone.id));
      expect(await current().openAttempts()).toEqual([]);
    });

    test("lets go on who waits for a key that one of them held", async () => {
      await enqueue(...many(2, { limitKey: "one" }));
      const rules = { commands: {}, queues: {} };
      const [first] = (await take(2, { rules })).begun;
      if (!first) throw new Error("a run was taken");
      const turn = { runAfter: NOON + 1_000, reason: null };
      await current().requeueMany([{ closing: closing(first, { outcome: "interrupted" }), turn }]);
      const { begun } = await take(2, { rules });
      expect(begun.map(({ id }) => id)).not.toContain(first.id);
      expect(begun).toHaveLength(1);
    });
  });

  /** All that differs between two runs of the same args and end is left out. */
  const facts = async (id: string): Promise<unknown> => {
    const { requestedAt, ...run } = (await current().findRun(id)) ?? {};
    const attempts = (await current().attempts(id)).map((attempt) => ({ ...attempt, runId: null }));
    const output = await current().readOutput({ runId: id, attempt: 1 }, 0, 1_000);
    return { run: { ...run, id: null }, requestedAt, attempts, output };
  };
}

const LINE = { offset: 0, at: NOON, stream: "stdout" as const, bytes: Buffer.from("one line\n") };
const OUTPUT = { chunks: [LINE], cut: null, totalBytes: LINE.bytes.length };
