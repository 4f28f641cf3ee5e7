import { describe, expect, it } from "vitest";
import type { Run } from "../../../src/core/run.ts";
import type { Tick } from "../../../src/core/schedule.ts";
import { INTERRUPTED } from "../../../src/runner/shutdown.ts";
import { whySettled, withRunsSince } from "../../../src/scheduler/answers/why.ts";
import { aRun } from "../../cli/a-run.ts";
import { NOON } from "../../store/build.ts";

const tick: Tick = {
  scheduleId: "essays:check",
  scheduledFor: NOON,
  through: NOON,
  count: 1,
  verdict: "run",
  reason: null,
  runId: "r1",
  settledAt: NOON + 5,
};
const nothing = { run: null, holder: null, silence: null };

/** What is said of a tick whose run stands so. */
function said(wish: Partial<Run>, others: { holder?: Run; silence?: string } = {}): string {
  return whySettled(tick, { ...nothing, run: aRun(wish), ...others }).reason;
}

describe("a tick that ran", () => {
  it("leads to its run", () => {
    expect(whySettled(tick, { ...nothing, run: aRun({}) })).toEqual({
      scheduleId: "essays:check",
      scheduledFor: NOON,
      through: NOON,
      count: 1,
      verdict: "run",
      reason: "succeeded",
      runId: "r1",
    });
  });

  const error = { name: "Error", message: "no essays", stack: null };
  it.each([
    [{ state: "failed", error, reason: "exit 1" }, "failed: no essays"],
    [{ state: "failed", error: null, reason: "exit 1" }, "failed: exit 1"],
    [{ state: "timed_out", reason: "its limit of 5m ran out" }, "timed out: its limit of 5m ran out"],
    [{ state: "timed_out", error, reason: "its limit of 5m ran out" }, "timed out: its limit of 5m ran out"],
    [{ state: "lost", error, reason: null }, "lost: no essays"],
    [{ state: "cancelled", reason: "cancelled by ada" }, "cancelled by ada"],
    [{ state: "lost", reason: null }, "lost: no reason recorded"],
    [{ state: "interrupted", reason: "errand was told to stop" }, "interrupted: errand was told to stop"],
    [
      { state: "interrupted", reason: `${INTERRUPTED}; it was ended by force` },
      "interrupted: errand was told to stop; it was ended by force",
    ],
    [{ state: "skipped", reason: "when() said no: holiday" }, "skipped: when() said no: holiday"],
    [{ state: "running" }, "running as pid 100 on web-1 since 2026-03-01T12:00:00.000Z"],
    [{ trigger: "catch_up" }, "caught up on: succeeded"],
  ] as const)("and whose run is %o says so", (wish, words) => {
    expect(said(wish)).toBe(words);
  });

  it("and whose run was pruned says so", () => {
    expect(whySettled(tick, nothing)).toMatchObject({ reason: "it ran; its run was pruned", runId: "r1" });
  });

  describe("and whose run is queued", () => {
    const queued = { state: "queued", attempt: 0, startedAt: null } as const;

    it("names who holds its key", () => {
      const holder = aRun({ id: "r0" });
      expect(said(queued, { holder })).toBe(
        'queued: run r0 (pid 100 on web-1) has held "essays:check" since 2026-03-01T12:00:00.000Z',
      );
    });

    it("says that nothing is there to start it", () => {
      expect(said(queued, { silence: "nothing ticks" })).toBe("queued: nothing ticks");
    });

    it("says that it was interrupted before", () => {
      expect(said({ ...queued, attempt: 1, reason: "errand was told to stop" })).toBe(
        "queued again: errand was told to stop",
      );
    });

    it("waits for its turn otherwise", () => {
      expect(said(queued)).toBe("queued: it waits for its turn");
    });
  });
});

it.each(["skipped", "missed"] as const)(
  "a tick that was %s says what its row says, with its stretch",
  (verdict) => {
    const stretch: Tick = {
      ...tick,
      verdict,
      reason: "paused by ada",
      runId: null,
      through: NOON + 9,
      count: 4,
    };
    expect(whySettled(stretch, nothing)).toMatchObject({
      verdict,
      reason: "paused by ada",
      runId: null,
      through: NOON + 9,
      count: 4,
    });
  },
);

it("says of a stretch when all of its ticks were run since", () => {
  const why = { ...whySettled(tick, nothing), reason: "paused by ada", count: 2 };
  const runs = ["succeeded", "succeeded"].map((state) => ({ state }) as Run);
  expect(withRunsSince(why, runs).reason).toBe("paused by ada; since then all 2 were run: 2 succeeded");
  expect(withRunsSince(why, [])).toBe(why);
});
