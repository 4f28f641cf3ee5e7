import { describe, expect, it } from "vitest";
import type { Happening, NewNotice, NoticeRule, Streak } from "../../src/core/notice.ts";
import type { Run } from "../../src/core/run.ts";
import { judge } from "../../src/notify/judge.ts";
import { NOON } from "../store/build.ts";
import { aRun, ping, rule, ruleFor, webhook } from "./build.ts";

type Ends = "ok" | "bad" | "dead" | "skip" | "cancelled" | "dry" | "dry ok";

const RUNS: Record<Ends, Partial<Run>> = {
  ok: { state: "succeeded", error: null },
  bad: { state: "failed" },
  dead: { state: "timed_out", queue: "default", reason: "5m" },
  skip: { state: "skipped", reason: "somebody holds it" },
  cancelled: { state: "cancelled" },
  dry: { state: "failed", dryRun: true },
  "dry ok": { state: "succeeded", dryRun: true },
};

function ended(how: Ends, seq: number): Happening {
  return { seq, at: NOON + seq, kind: "ended", run: aRun({ id: `run-${seq}`, ...RUNS[how] }) };
}

function judgeAll(happenings: Happening[], rules: NoticeRule[], streaks: Streak[] = [], snoozes = [""]) {
  const snoozed = snoozes.filter((pattern) => pattern !== "");
  const asleep = snoozed.map((pattern) => ({ pattern, until: NOON + 1e6, by: "ada" }));
  return judge({ happenings, streaks, snoozes: asleep, overdue: [] }, { rules, now: NOON });
}

function said(notices: NewNotice[]): string[] {
  return notices.map(({ kind, runId }) => `${kind} ${runId ?? ""}`.trim());
}

describe("a streak", () => {
  it.each<{ title: string; ends: Ends[]; rules: NoticeRule[]; says: string[] }>([
    { title: "is told at its first failure", ends: ["bad"], rules: [rule()], says: ["failure run-1"] },
    { title: "is told once", ends: ["bad", "bad", "bad"], rules: [rule()], says: ["failure run-1"] },
    {
      title: "is told after so many in a row",
      ends: ["bad", "bad", "ok", "bad", "bad", "bad", "bad"],
      rules: [rule({ after: 3 })],
      says: ["failure run-6"],
    },
    {
      title: "is told again when it is another one",
      ends: ["bad", "ok", "bad"],
      rules: [rule()],
      says: ["failure run-1", "failure run-3"],
    },
    {
      title: "goes on over what says nothing of the command",
      ends: ["bad", "cancelled", "dry ok", "dry", "skip", "bad"],
      rules: [rule({ after: 2 })],
      says: ["failure run-6"],
    },
    {
      title: "is told by each rule that wants it, once",
      ends: ["bad", "bad"],
      rules: [rule(), rule({ after: 2 })],
      says: ["failure run-1", "failure run-2"],
    },
    {
      title: "of foreground runs is no dead letter",
      ends: ["bad", "dead"],
      rules: [ruleFor(["dead"])],
      says: ["dead run-2"],
    },
    {
      title: "is told by the stronger word where a rule wants both",
      ends: ["dead"],
      rules: [ruleFor(["failure", "dead"])],
      says: ["dead run-1"],
    },
    {
      title: "ends with a recovery for who heard of it",
      ends: ["bad", "bad", "ok", "ok"],
      rules: [ruleFor(["failure", "recovered"]), ruleFor(["failure", "recovered"], { after: 3 })],
      says: ["failure run-1", "recovered run-3"],
    },
    {
      title: "ends with a recovery for who wants only that",
      ends: ["bad", "ok"],
      rules: [ruleFor(["recovered"])],
      says: ["recovered run-2"],
    },
    {
      title: "of skips is told once, until a run starts",
      ends: ["skip", "skip", "bad", "skip"],
      rules: [ruleFor(["skip"])],
      says: ["skip run-1", "skip run-4"],
    },
    {
      title: "of another command is not the rule's matter",
      ends: ["bad"],
      rules: [rule({ commands: "nightly-*" })],
      says: [],
    },
    {
      title: "is known by a pattern",
      ends: ["bad"],
      rules: [rule({ commands: "back*" })],
      says: ["failure run-1"],
    },
  ])("$title", ({ ends, rules, says }) => {
    const happenings = ends.map((how, index) => ended(how, index + 1));
    expect(said(judgeAll(happenings, rules).notices)).toEqual(says);
  });

  it("is the same when its failures are judged one by one", () => {
    const rules = [rule({ after: 2 }), rule()];
    const first = judgeAll([ended("bad", 1)], rules);
    const second = judgeAll([ended("bad", 2)], rules, first.streaks);
    const third = judgeAll([ended("bad", 3)], rules, second.streaks);
    expect([first, second, third].map(({ notices }) => said(notices))).toEqual([
      ["failure run-1"],
      ["failure run-2"],
      [],
    ]);
    expect(third.streaks).toMatchObject([{ kind: "failure", count: 3, beganAt: NOON + 1 }]);
    expect(judgeAll([ended("ok", 4)], rules, third.streaks)).toMatchObject({
      streaks: [],
      ended: [{ command: "backup", kind: "failure" }],
    });
  });

  it("that ends while it is snoozed is told to those who had heard of it before, and to nobody else", () => {
    const rules = [
      ruleFor(["failure", "recovered"], { channel: webhook("http://a/", "a") }),
      ruleFor(["failure", "recovered"], { channel: webhook("http://b/", "b"), after: 2 }),
      ruleFor(["recovered"], { channel: webhook("http://c/", "c") }),
    ];
    const before = judgeAll([ended("bad", 1)], rules);
    const { notices } = judgeAll([ended("bad", 2), ended("ok", 3)], rules, before.streaks, ["back*"]);
    expect(said(notices)).toEqual(["recovered run-3"]);
    expect(notices[0]?.channel).toBe(before.notices[0]?.channel);
    expect(said(judgeAll([ended("ok", 3)], rules, before.streaks).notices)).toHaveLength(2);
  });

  it("that a channel waits for by one rule is no news of recovery by another before it heard", () => {
    const channel = webhook("http://a/", "a");
    const rules = [ruleFor(["failure"], { channel, after: 2 }), ruleFor(["recovered"], { channel })];
    expect(judgeAll([ended("bad", 1), ended("ok", 2)], rules).notices).toEqual([]);
    const both = judgeAll([ended("bad", 1), ended("bad", 2), ended("ok", 3)], rules);
    expect(said(both.notices)).toEqual(["failure run-2", "recovered run-3"]);
  });

  it("is told once though how many failures its rule waits for is edited meanwhile, and its end is told", () => {
    const before = judgeAll([ended("bad", 1)], [ruleFor(["failure", "recovered"])]);
    const rules = [ruleFor(["failure", "recovered"], { after: 3 })];
    const later = judgeAll([ended("bad", 2), ended("bad", 3)], rules, before.streaks);
    expect(later.notices).toEqual([]);
    expect(said(judgeAll([ended("ok", 4)], rules, later.streaks).notices)).toEqual(["recovered run-4"]);
    expect(said(judgeAll([ended("ok", 2)], rules, before.streaks).notices)).toEqual(["recovered run-2"]);
  });

  it("that ends while it is snoozed is told to a channel that another rule had told of it", () => {
    const channel = webhook("http://a/", "a");
    const rules = [ruleFor(["failure"], { channel }), ruleFor(["recovered"], { channel })];
    const before = judgeAll([ended("bad", 1)], rules);
    expect(said(judgeAll([ended("ok", 2)], rules, before.streaks, ["*"]).notices)).toEqual([
      "recovered run-2",
    ]);
  });

  it("that goes on when a snooze is over is told then, and what recovered meanwhile is not", () => {
    const rules = [ruleFor(["failure", "recovered"])];
    const asleep = judgeAll([ended("bad", 1)], rules, [], ["back*"]);
    expect(asleep.notices).toEqual([]);
    expect(said(judgeAll([ended("bad", 2)], rules, asleep.streaks).notices)).toEqual(["failure run-2"]);
    const before = judgeAll([ended("bad", 1)], rules, [], ["backup"]);
    expect(judgeAll([ended("ok", 2)], rules, before.streaks).notices).toEqual([]);
  });
});

describe("a late start", () => {
  const late = (seq: number, lateMs: number): Happening => ({
    seq,
    at: NOON + seq,
    kind: "late",
    run: aRun({ id: `run-${seq}`, state: "running" }),
    lateMs,
  });

  it("is told from the rule's lateness on, once in a streak", () => {
    const rules = [ruleFor(["late"], { lateByMs: 30_000 })];
    const { notices } = judgeAll([late(1, 29_999), late(2, 30_000), late(3, 90_000)], rules);
    expect(said(notices)).toEqual(["late run-2"]);
    expect(notices[0]?.facts.message).toBe("backup started 30s late, 2 times in a row");
  });

  it("is told again after a start on time, and its own end is none", () => {
    const rules = [ruleFor(["late"])];
    const own: Happening = { ...ended("ok", 2), run: aRun({ id: "run-1", state: "succeeded" }) } as Happening;
    expect(said(judgeAll([late(1, 60_000), own, late(3, 60_000)], rules).notices)).toEqual(["late run-1"]);
    const onTime = [late(1, 60_000), ended("ok", 2), late(3, 60_000)];
    expect(said(judgeAll(onTime, rules).notices)).toEqual(["late run-1", "late run-3"]);
  });
});

describe("a tick that did not run", () => {
  const notRun = (seq: number, count = 1): Happening => ({
    ...{ seq, at: NOON + seq, kind: "not_run", command: "backup", scheduleId: "nightly" },
    ...{ scheduledFor: NOON + seq, count, reason: "run 1 holds it" },
  });

  it.each([
    ["one after the other", [notRun(1), notRun(2), notRun(3), notRun(4), notRun(5)]],
    ["in one stretch", [notRun(1, 3), notRun(2, 2)]],
    ["more at once than were waited for", [notRun(1, 7)]],
  ])("counts like any other that is skipped, %s", (_, ticks) => {
    const rules = [ruleFor(["skip"], { after: 5 })];
    expect(judgeAll(ticks.slice(0, -1), rules).notices).toEqual([]);
    const { notices } = judgeAll(ticks, rules);
    expect(said(notices)).toEqual(["skip"]);
    expect(notices[0]?.facts.message).toMatch(/did not run at .*, [57] times in a row: run 1 holds it$/);
  });
});

describe("a ping", () => {
  const rules = [rule({ on: [], channel: ping("http://127.0.0.1:1/uuid"), commands: "backup" })];

  it("goes out at each start, success and failure, snoozed or not", () => {
    const started: Happening = { seq: 1, at: NOON, kind: "started", run: aRun({ state: "running" }) };
    const happenings = [started, ended("ok", 2), started, ended("bad", 4), started, ended("bad", 6)];
    const { notices } = judgeAll(happenings, rules, [], ["*"]);
    expect(notices.map(({ kind }) => kind)).toEqual([
      ...["ping_start", "ping_success", "ping_start", "ping_fail", "ping_start", "ping_fail"],
    ]);
  });

  it("says nothing of what was cancelled, skipped or dry", () => {
    expect(judgeAll([ended("cancelled", 1), ended("skip", 2), ended("dry ok", 3)], rules).notices).toEqual(
      [],
    );
  });
});

describe("a notice", () => {
  it("tells what happened in one line, and no args, result or stack", () => {
    const { notices } = judgeAll([ended("dead", 1)], [ruleFor(["dead"])]);
    expect(notices[0]?.facts).toMatchObject({
      message: "backup timed out for good: 5m",
      streak: { count: 1, since: NOON + 1 },
      next: "errand show run-1",
    });
    const text = JSON.stringify(notices);
    for (const word of ["password", "    at x"]) expect(text).not.toContain(word);
  });

  it("of a tick that did not run names the schedule", () => {
    const tick: Happening = {
      ...{ seq: 1, at: NOON, kind: "not_run", command: "backup", scheduleId: "nightly" },
      ...{ scheduledFor: NOON, count: 1, reason: "nothing ticked" },
    };
    const { notices } = judgeAll([tick], [ruleFor(["skip"])]);
    expect(notices[0]).toMatchObject({
      kind: "skip",
      runId: null,
      facts: {
        message: "backup did not run at 2026-03-01T12:00:00.000Z: nothing ticked",
        next: "errand schedule why nightly",
      },
    });
  });

  it("is not made of a run that is not there any more, which is taken all the same", () => {
    expect(judgeAll([{ seq: 7, at: NOON, kind: "gone" }], [rule()])).toMatchObject({
      taken: [7],
      notices: [],
    });
  });
});
