import { describe, expect, test } from "vitest";
import type { NewNotice, Streak } from "../../../src/core/notice.ts";
import type { Telling } from "../../../src/store/notice-store.ts";
import { closing, due, finished, finishedAs, NOON, notRun, register, schedule } from "../build.ts";
import { settle, started, startRequest } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

export function aNotice(id = "notice-1"): NewNotice {
  const facts = { message: "it failed", at: NOON, run: null, streak: null, next: "errand history" };
  return { id, kind: "failure", command: "essays:check", runId: null, channel: "slack-1", facts };
}

function telling(wish: Partial<Telling>): Telling {
  return { taken: [], streaks: [], ended: [], inTime: [], notices: [], now: NOON, ...wish };
}

export function describeNotices(store: CurrentStore): void {
  const seen = async () => (await store().happenings(100, NOON)).happenings;
  const kinds = async () => (await seen()).map(({ kind }) => kind);

  describe("watchRuns", () => {
    test("keeps nothing before it is asked to", async () => {
      await finished(store());
      await store().noteLate({ runId: (await finished(store())).id, lateMs: 5, now: NOON });
      expect(await seen()).toEqual([]);
    });

    test("keeps every end, whoever writes it, and how its run stands", async () => {
      await store().watchRuns("ends");
      const failed = await finishedAs(store(), "failed");
      const left = await started(store());
      store().finishAtExit(closing(left, { outcome: "timed_out", exitCode: 124 }));
      const holder = await started(store(), { key: "k" });
      const skipped = await store().begin(startRequest({ key: "k" }));
      const waiting = await store().begin(startRequest({ key: "k", policy: "wait" }));
      const gone = { state: "cancelled", reason: "by ada", exitCode: 143, now: NOON } as const;
      await store().withdraw({ runId: waiting.run.id, ...gone });
      const ends = (await seen()).map((one) => (one.kind === "ended" ? [one.run.id, one.run.state] : one));
      expect(ends).toEqual([
        [failed.id, "failed"],
        [left.id, "timed_out"],
        [skipped.run.id, "skipped"],
        [waiting.run.id, "cancelled"],
      ]);
      expect(ends).not.toContain(holder.id);
    });

    test("keeps no attempt that another follows", async () => {
      await store().watchRuns("ends");
      const run = await started(store());
      await store().requeue(closing(run, { outcome: "failed" }), { runAfter: NOON, reason: null });
      expect(await seen()).toEqual([]);
    });

    test("keeps starts where they are wanted", async () => {
      await store().watchRuns("starts");
      await finished(store());
      expect(await kinds()).toEqual(["started", "ended"]);
      await store().watchRuns("ends");
      await finished(store());
      expect(await kinds()).toEqual(["started", "ended", "ended"]);
    });

    test("keeps ticks that did not run, but those that a person paused", async () => {
      await store().watchRuns("ends");
      await register(store(), [schedule()]);
      const ticks = [notRun(NOON + 60_000), notRun(NOON + 120_000, { reason: "nothing ticked" })];
      await settle(store(), { from: NOON, to: NOON + 180_000, ticks: [...ticks, due(NOON + 180_000)] });
      expect(await seen()).toMatchObject([
        { kind: "not_run", command: "essays:check", scheduleId: "essays:check", reason: "nothing ticked" },
      ]);
    });

    test("counts ticks that did not run one after the other, though they share a row", async () => {
      await store().watchRuns("ends");
      await register(store(), [schedule()]);
      const at = (minutes: number): number => NOON + minutes * 60_000;
      const missed = { verdict: "missed", reason: "nothing ticked" } as const;
      const many = notRun(at(1), { ...missed, through: at(3), count: 3 });
      await settle(store(), { from: NOON, to: at(3), ticks: [many] });
      for (const minute of [4, 5])
        await settle(store(), { from: at(minute - 1), to: at(minute), ticks: [notRun(at(minute), missed)] });
      await settle(store(), { from: at(5), to: at(7), ticks: [notRun(at(6)), notRun(at(7))] });
      expect(await seen()).toMatchObject([
        { kind: "not_run", count: 3, scheduledFor: at(3), at: at(3), reason: "nothing ticked" },
        { kind: "not_run", count: 1, scheduledFor: at(4), at: at(4), reason: "nothing ticked" },
        { kind: "not_run", count: 1, scheduledFor: at(5), at: at(5), reason: "nothing ticked" },
      ]);
    });

    test.each([
      ["is not judged since long ago", { since: NOON + 3_600_000, most: 99 }],
      ["is more than anybody will judge", { since: NOON, most: 2 }],
    ])("forgets all that is kept, and keeps nothing any more, when it %s", async (_, bound) => {
      await store().watchRuns("ends");
      for (let count = 0; count < 3; count += 1) await finished(store(), { now: NOON });
      await store().forgetUntold({ since: NOON, most: 3 });
      expect(await seen()).toHaveLength(3);
      await store().forgetUntold(bound);
      expect(await seen()).toEqual([]);
      await finished(store());
      expect(await seen()).toEqual([]);
    });

    test("keeps on for others where everything is judged", async () => {
      await store().watchRuns("ends");
      await store().forgetUntold({ since: NOON + 3_600_000, most: 0 });
      await finished(store());
      expect(await seen()).toHaveLength(1);
    });

    test("says of a pruned run that it is gone", async () => {
      await store().watchRuns("ends");
      await finished(store());
      await store().prune({ before: NOON * 2, failuresBefore: NOON * 2, keep: 0, dryRun: false }, 10);
      expect(await kinds()).toEqual(["gone"]);
    });

    test("takes in late starts", async () => {
      await store().watchRuns("ends");
      const run = await started(store());
      await store().noteLate({ runId: run.id, lateMs: 5_000, now: NOON + 5 });
      expect(await seen()).toMatchObject([
        { kind: "late", at: NOON + 5, lateMs: 5_000, run: { id: run.id } },
      ]);
    });
  });

  describe("tell", () => {
    const streak = { command: "essays:check", kind: "failure", beganAt: NOON, lastRunId: "run-1" } as const;

    test("takes happenings away and writes what follows", async () => {
      await store().watchRuns("ends");
      await finishedAs(store(), "failed");
      const [one] = await seen();
      const told = { ...streak, count: 1, told: ["slack-1 after 1"] };
      const all = telling({ taken: [one?.seq ?? 0], streaks: [told], notices: [aNotice()] });
      expect(await store().tell(all)).toBe(true);
      expect(await seen()).toEqual([]);
      expect(await store().streaks()).toEqual([told]);
      expect(await store().notices({ limit: 9 })).toMatchObject([
        { ...aNotice(), createdAt: NOON, sendAfter: NOON, tries: 0, sentAt: null },
      ]);
      await store().tell(telling({ ended: [streak] }));
      expect(await store().streaks()).toEqual([]);
    });

    test("does nothing when one of them was told of by somebody else", async () => {
      await store().watchRuns("ends");
      await finishedAs(store(), "failed");
      await finishedAs(store(), "failed");
      const taken = (await seen()).map(({ seq }) => seq);
      await store().tell(telling({ taken: taken.slice(0, 1) }));
      const late = telling({ taken, streaks: [{ ...streak, count: 1, told: [] }], notices: [aNotice()] });
      expect(await store().tell(late)).toBe(false);
      expect(await seen()).toHaveLength(1);
      expect(await store().streaks()).toEqual([]);
      expect(await store().notices({ limit: 9 })).toEqual([]);
    });

    test("gives no happening the number of one that is gone", async () => {
      await store().watchRuns("ends");
      await finished(store());
      const [first] = await seen();
      await store().tell(telling({ taken: [first?.seq ?? 0] }));
      await finished(store());
      expect((await seen())[0]?.seq).toBeGreaterThan(first?.seq ?? Infinity);
    });
  });

  describe("the outbox", () => {
    const claim = (now: number, channel = "slack-1") =>
      store().claimNotices({ channel, now, leaseUntil: now + 1_000, limit: 10 });

    test("hands a notice to one claimer, until its claim runs out", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      expect(await claim(NOON - 1)).toEqual([]);
      expect(await claim(NOON)).toMatchObject([{ id: "notice-1", tries: 1 }]);
      expect(await claim(NOON + 999)).toEqual([]);
      expect(await claim(NOON + 1_000)).toMatchObject([{ id: "notice-1", tries: 2 }]);
    });

    test("hands out one channel's notices at a time, and knows which are due", async () => {
      const pings = ["b", "d"].map((id) => ({ ...aNotice(id), channel: "ping-1" }));
      await store().tell(telling({ notices: [aNotice("a"), ...pings, aNotice("c")] }));
      expect(await store().dueChannels(NOON - 1)).toEqual([]);
      expect((await store().dueChannels(NOON)).sort()).toEqual(["ping-1", "slack-1"]);
      expect((await claim(NOON, "ping-1")).map(({ id }) => id)).toEqual(["b", "d"]);
      expect(await store().dueChannels(NOON)).toEqual(["slack-1"]);
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["a", "c"]);
      expect(await store().dueChannels(NOON)).toEqual([]);
    });

    test("lets nothing of a command pass what its channel did not take, nor what is in a claim", async () => {
      const other = { ...aNotice("other"), command: "other" };
      await store().tell(telling({ notices: [aNotice("failure"), aNotice("recovered"), other] }));
      await store().claimNotices({ channel: "slack-1", now: NOON, leaseUntil: NOON + 1_000, limit: 1 });
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["other"]);
      const refused = { id: "failure", tries: 1, sentAt: null, error: "no", retryAt: NOON + 30_000 };
      await store().settleNotice(refused);
      await store().settleNotice({ ...refused, id: "other", sentAt: NOON, error: null, retryAt: null });
      expect(await claim(NOON + 29_999)).toEqual([]);
      expect(await store().dueChannels(NOON + 29_999)).toEqual([]);
      expect((await claim(NOON + 30_000)).map(({ id }) => id)).toEqual(["failure", "recovered"]);
    });

    test("takes back what was not tried from its last claimer, and counts no try", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      const [late] = await claim(NOON);
      const [claimed] = await claim(NOON + 1_000);
      await store().giveBackNotices([late!], NOON + 1_001);
      expect(await claim(NOON + 1_001)).toEqual([]);
      await store().giveBackNotices([claimed!], NOON + 1_002);
      expect(await claim(NOON + 1_001)).toEqual([]);
      expect(await claim(NOON + 1_002)).toMatchObject([{ id: "notice-1", tries: 2 }]);
    });

    test("takes the word of its last claimer only", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      await claim(NOON);
      await claim(NOON + 1_000);
      const sent = { id: "notice-1", sentAt: NOON + 1_500, error: null, retryAt: null };
      expect(await store().settleNotice({ ...sent, tries: 1 })).toBe(false);
      expect(await store().settleNotice({ ...sent, tries: 2 })).toBe(true);
      expect(await store().settleNotice({ ...sent, tries: 2 })).toBe(false);
      expect(await store().notices({ limit: 9 })).toMatchObject([{ sentAt: NOON + 1_500, sendAfter: null }]);
    });

    test("hands out oldest first, and lists newest first", async () => {
      await store().tell(telling({ notices: ["a", "b", "c"].map(aNotice) }));
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
      expect((await store().notices({ limit: 2 })).map(({ id }) => id)).toEqual(["c", "b"]);
    });

    test("lets go of old notices that wait for nothing", async () => {
      await store().tell(telling({ notices: ["a", "b"].map(aNotice) }));
      await store().claimNotices({
        ...{ channel: "slack-1", now: NOON, leaseUntil: NOON + 1_000, limit: 1 },
      });
      await store().settleNotice({ id: "a", tries: 1, sentAt: null, error: "no", retryAt: null });
      await store().pruneNotices(NOON + 1);
      expect((await store().notices({ limit: 9 })).map(({ id }) => id)).toEqual(["b"]);
    });
  });

  describe("snooze", () => {
    test("goes on until its time, is renewed, and ends when it is told to", async () => {
      await store().snooze("nightly-*", { until: NOON + 5, by: "ada" });
      await store().snooze("nightly-*", { until: NOON + 10, by: "bob" });
      expect(await store().snoozes(NOON + 9)).toEqual([
        { pattern: "nightly-*", until: NOON + 10, by: "bob" },
      ]);
      expect(await store().snoozes(NOON + 10)).toEqual([]);
      expect(await store().wake("nightly-*", NOON + 8)).toBe(true);
      expect(await store().wake("nightly-*", NOON + 8)).toBe(false);
      expect(await store().snoozes(NOON + 8)).toEqual([]);
    });
  });

  describe("a snooze that is over", () => {
    const until = NOON + 5;
    const streak: Streak = {
      ...{ command: "a", kind: "failure", count: 2, beganAt: NOON, lastRunId: null, told: [] },
    };
    const said = { streaks: [{ ...streak, told: ["slack-1 after 1"] }], notices: [aNotice()], now: NOON + 9 };
    const ended = [{ pattern: "a", until }];

    test("is there until somebody has told what stands behind it", async () => {
      await store().snooze("a", { until, by: "ada" });
      expect(await store().endedSnoozes(NOON + 4)).toEqual([]);
      expect(await store().endedSnoozes(until)).toEqual([{ pattern: "a", until, by: "ada" }]);
      await store().tell(telling({ streaks: [streak] }));
      expect(await store().endSnoozes(ended, said)).toBe(true);
      expect(await store().endedSnoozes(until)).toEqual([]);
      expect(await store().streaks()).toMatchObject([{ count: 2, told: ["slack-1 after 1"] }]);
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().notices({ limit: 9 })).toHaveLength(1);
    });

    test.each([
      ["ended", []],
      ["went on", [{ ...streak, count: 3 }]],
    ])("stays when a streak %s meanwhile", async (_, streaks) => {
      await store().snooze("a", { until, by: "ada" });
      await store().tell(telling({ streaks }));
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().notices({ limit: 9 })).toEqual([]);
      expect(await store().streaks()).toEqual(streaks);
    });

    test("is another when it was renewed", async () => {
      await store().tell(telling({ streaks: [streak] }));
      await store().snooze("a", { until: NOON + 20, by: "ada" });
      expect(await store().endSnoozes(ended, said)).toBe(false);
      expect(await store().snoozes(NOON + 9)).toHaveLength(1);
    });
  });

  describe("addLog", () => {
    test("goes behind the output of an attempt that is over, and of no other", async () => {
      const run = await started(store());
      const log = { runId: run.id, attempt: 1, at: NOON, text: "said\n" };
      expect(await store().addLog(log)).toBe(false);
      const bytes = Buffer.from("own\n");
      const chunk = { offset: 0, at: NOON, stream: "stdout" as const, bytes };
      await store().finish(closing(run, { output: { chunks: [chunk], cut: null, totalBytes: 4 } }));
      expect(await store().addLog(log)).toBe(true);
      expect(await store().addLog(log)).toBe(true);
      const output = await store().readOutput({ runId: run.id, attempt: 1 }, 0, 1_000);
      expect(output.map(({ offset, stream }) => [offset, stream])).toEqual([
        [0, "stdout"],
        [4, "log"],
        [9, "log"],
      ]);
      expect((await store().attempts(run.id))[0]?.outputBytes).toBe(14);
    });
  });
}
