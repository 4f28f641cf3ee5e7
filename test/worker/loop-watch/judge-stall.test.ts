import { describe, expect, it } from "vitest";
import { judgeStall, type InlineLife } from "../../../src/worker/loop-watch/judge-stall.ts";
import type { Holder } from "../../../src/worker/loop-watch/loop-watch.ts";
import { NOON } from "../../store/build.ts";
import { aRun } from "../../cli/a-run.ts";

const LIMITS = { softMs: 10_000, killAfterMs: 2_000 };

/** A run that began so many ms before noon. */
function life(id: string, ms: number, more: Partial<InlineLife["run"]> = {}): InlineLife {
  return { run: aRun({ id, state: "running", ...more }), since: NOON - ms, limits: LIMITS };
}

function holder(runId: string, ranMs: number, limits: Holder["limits"] = LIMITS): Holder {
  return { runId, ranMs, limits };
}

const stall = (told: { standsMs: number; holder: Holder | null; lives: InlineLife[] }) =>
  judgeStall({ now: NOON, ...told })?.map(({ run, outcome, isKnown }) => [run.id, outcome, isKnown]);

describe("a loop that stands still", () => {
  it.each([
    { title: "has had its limit and its grace", ranMs: 12_500, stuck: [["a", "timed_out", true]] },
    { title: "may be ended by the loop itself yet", ranMs: 12_400, stuck: undefined },
    { title: "is within its limit", ranMs: 5_000, stuck: undefined },
  ])("ends whose code holds it when that $title: $stuck", ({ ranMs, stuck }) => {
    const lives = [life("a", 60_000), life("b", 60_000)];
    expect(stall({ standsMs: 2_000, holder: holder("a", ranMs), lives })).toEqual(stuck);
  });

  it("never ends whose code has no limit, unless somebody cancelled it and its grace is over", () => {
    const unlimited = holder("a", 1e9, { softMs: null, killAfterMs: 2_000 });
    const cancelled = (ms: number) => [life("a", 1e9, { cancelRequestedAt: NOON - ms })];
    expect(stall({ standsMs: 1e9, holder: unlimited, lives: [life("a", 1e9)] })).toBeUndefined();
    expect(stall({ standsMs: 1e9, holder: unlimited, lives: cancelled(1_999) })).toBeUndefined();
    expect(stall({ standsMs: 1e9, holder: unlimited, lives: cancelled(2_000) })).toEqual([
      ["a", "cancelled", true],
    ]);
  });

  it("gives what a run that is over left behind its grace once more, and then ends the worker for nobody", () => {
    const left = { holder: holder("gone", 60_000), lives: [life("b", 60_000)] };
    expect(stall({ standsMs: 1_999, ...left })).toBeUndefined();
    expect(stall({ standsMs: 2_000, ...left })).toEqual([]);
  });

  it("waits for longer than a write may wait for the ledger when nobody says whose code holds it", () => {
    const lives = [life("late", 70_000), life("early", 5_000), life("too", 60_000)];
    expect(stall({ standsMs: 59_500, holder: null, lives })).toBeUndefined();
    expect(stall({ standsMs: 60_000, holder: null, lives })).toEqual([
      ["late", "timed_out", false],
      ["too", "timed_out", false],
    ]);
    expect(stall({ standsMs: 60_000, holder: null, lives: [life("early", 5_000)] })).toBeUndefined();
  });
});
