import { expect, it } from "vitest";
import type { ErrandEvent } from "../../src/core/events.ts";
import { clockWord, timeWord } from "../../src/core/local-time-words.ts";
import type { Run } from "../../src/core/run.ts";
import { line, wordEvent } from "../../src/log/event-lines.ts";

const run = {
  id: "019ab12c-3f4d-7000-8000-000000000001",
  command: "backup",
  scheduleId: null,
  state: "succeeded",
  startedAt: 0,
  finishedAt: 1_200,
  exitCode: 0,
  reason: null,
  error: null,
  result: null,
  pid: 7,
  host: "web1",
  concurrencyKey: "backup",
} as Run;
const failed: Run = {
  ...run,
  state: "failed",
  exitCode: 3,
  error: { name: "CommandError", message: "no disk", stack: null },
};
const queued: Run = { ...run, state: "queued", failures: 1, losses: 2, maxAttempts: 3 };
const say = (event: ErrandEvent, quiet = false, person = true): string | null =>
  wordEvent(event, { person, quiet, now: () => 5_000 });

it.each<[ErrandEvent, string]>([
  [{ type: "run.finished", run }, "errand: backup succeeded in 1.2s. Next: errand show 019ab12c-3f4d"],
  [
    { type: "run.finished", run: { ...run, scheduleId: "nightly" } },
    "errand: backup (nightly) succeeded in 1.2s. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.finished", run: { ...run, scheduleId: "backup" } },
    "errand: backup succeeded in 1.2s. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.finished", run: { ...run, result: { found: 3 } } },
    'errand: backup succeeded in 1.2s: {"found":3}. Next: errand show 019ab12c-3f4d',
  ],
  [
    { type: "run.finished", run: failed },
    "errand: backup failed after 1.2s (exit 3): no disk. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.finished", run: { ...run, state: "timed_out", exitCode: 124, reason: "its limit ran out" } },
    "errand: backup timed out after 1.2s (exit 124): its limit ran out. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.waiting", run, holder: run },
    `errand: backup waits: run ${run.id} (pid 7 on web1) has held "backup" for 5 s. Next: errand cancel 019ab12c-3f4d`,
  ],
  [
    { type: "run.late", run, lateMs: 4_200 },
    "errand: backup should have started 4.2s ago. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.finished", run: { ...failed, failures: 3, maxAttempts: 3 } },
    "errand: backup failed for good (attempt 3 of 3) after 1.2s (exit 3): no disk. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.retrying", run: queued, outcome: "failed", waitMs: 12_000, why: "no disk" },
    "errand: backup failed (attempt 1 of 3), again in 12s: no disk. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.retrying", run: queued, outcome: "lost", waitMs: 0, why: "killed" },
    "errand: backup lost (2 of 3 times), again at once: killed. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.unclosed", run, why: "the disk is full", forMs: 5_000 },
    "errand: backup is over, and its row cannot be closed, trying again for 5s; Ctrl-C gives up: the disk is full",
  ],
  [
    { type: "run.interrupting", run, cause: "cancelled by SIGINT", graceMs: 500 },
    "errand: cancelled by SIGINT: backup has 500ms to stop; Ctrl-C again ends it now",
  ],
  [
    { type: "run.interrupting", run, cause: "its limit of 5m ran out", graceMs: 10_000 },
    "errand: its limit of 5m ran out: backup has 10s to stop. Next: errand show 019ab12c-3f4d",
  ],
  [
    { type: "run.killing", run },
    "errand: backup did not stop: ending it by force. Next: errand show 019ab12c-3f4d",
  ],
  [{ type: "run.requeued", run }, "errand: backup was interrupted and is queued again. Next: errand start"],
  [
    { type: "child.unstartable", why: "exit 1: no such flag" },
    "errand: no process can be started to run commands in, trying again: exit 1: no such flag. Next: errand doctor",
  ],
  [
    { type: "dispatcher.stalled", why: "the disk is full" },
    "errand: no run can be claimed or closed, trying again: the disk is full. Next: errand doctor",
  ],
  [
    { type: "scheduler.stalled", why: "TypeError: x is no function" },
    "errand: no tick can be settled, trying again: TypeError: x is no function. Next: errand doctor",
  ],
  [
    {
      type: "attempt.processes_left",
      ref: { runId: run.id, attempt: 1 },
      processes: [{ pid: 9, title: "sleep 60" }],
    },
    "errand: left running: 9 sleep 60",
  ],
])("words %o", (event, words) => {
  expect(say(event)).toBe(words);
});

it("says nothing of a success when quiet, and never keeps a failure quiet", () => {
  expect(say({ type: "run.finished", run }, true)).toBeNull();
  expect(say({ type: "run.skipped", run }, true)).toBeNull();
  expect(say({ type: "run.finished", run: failed }, true)).toContain("failed");
});

it("tells of ticks that did not run by the clocks of who reads, as tables do", () => {
  const tick = {
    ...{
      scheduleId: "nightly",
      scheduledFor: 1_000,
      through: 9_000,
      count: 11,
      verdict: "missed",
      runId: null,
    },
    ...{ settledAt: 9_000, reason: "the scheduler stopped at 1970-01-01T00:00:02.000Z" },
  } as const;
  expect(say({ type: "tick.not_run", tick } as never)).toBe(
    `errand: nightly missed 11 times, from ${clockWord(1_000, 5_000)}: the scheduler stopped at ${timeWord(2_000)}. Next: errand schedule why nightly`,
  );
});

it("tells a program nothing of Ctrl-C, which nobody pressed there", () => {
  const stopping = { type: "run.interrupting", run, cause: "cancelled by SIGINT", graceMs: 500 } as const;
  expect(say(stopping, false, false)).toBe(
    "errand: cancelled by SIGINT: backup has 500ms to stop. Next: errand show 019ab12c-3f4d",
  );
});

it("tells a program of a skip, but not of a success: exit 0 says that already", () => {
  expect(
    say({ type: "run.skipped", run: { ...run, state: "skipped", reason: "held" } }, false, false),
  ).toContain("skipped: held");
  expect(say({ type: "run.finished", run }, false, false)).toBeNull();
});

it("tells who holds the key of a skipped run, and how to end that one", () => {
  const holder = { ...run, id: "01a22a8d-e716-75c7-b1ae-480b3618a87d" };
  expect(say({ type: "run.skipped", run: { ...run, state: "skipped", reason: "held" }, holder })).toMatch(
    /skipped: held\. Next: errand cancel 01a22a8d-e716$/,
  );
});

it("says of a run that was cancelled while it waited that it was, and not that it was skipped", () => {
  const cancelled: Run = { ...run, state: "cancelled", reason: "cancelled by SIGTERM while it waited" };
  expect(say({ type: "run.skipped", run: cancelled })).toMatch(
    /^errand: backup was cancelled by SIGTERM while it waited\. Next: errand show /,
  );
});

it("puts the stack of an unexpected error above its line", () => {
  const error = { name: "Error", message: "boom", stack: "Error: boom\n    at f" };
  expect(say({ type: "run.finished", run: { ...failed, error } })).toMatch(
    /^Error: boom\n {4}at f\nerrand: backup failed/,
  );
});

it("is one line that cannot drive the terminal, whatever it quotes", () => {
  expect(line("a\nb\u001b[2J", "errand list")).toBe("errand: a\\nb\\x1b[2J. Next: errand list");
});
