import { describe, expect, it } from "vitest";
import { describeSilence, findTicking } from "../../../src/scheduler/answers/ticking.ts";
import type { ErrandProcess } from "../../../src/store/work-store.ts";
import { NOON, owner } from "../../store/build.ts";

const scheduler: ErrandProcess = {
  id: "a",
  kind: "scheduler",
  queues: null,
  owner: owner(71),
  startedAt: NOON,
  heartbeatAt: NOON,
  stoppedAt: null,
};
const tick: ErrandProcess = { ...scheduler, id: "tick@web-1", kind: "tick" };

describe("what ticks", () => {
  it.each([
    ["a scheduler whose process lives and was heard of lately", scheduler, "alive", 89_999, true],
    ["a scheduler whose process lives and is silent for long", scheduler, "alive", 90_000, false],
    ["a scheduler whose process is gone", scheduler, "dead", 0, false],
    ["a scheduler elsewhere that was heard of lately", scheduler, "unknown", 89_999, true],
    ["a scheduler elsewhere that is silent for long", scheduler, "unknown", 90_000, false],
    ["a scheduler that stopped", { ...scheduler, stoppedAt: NOON }, "alive", 0, false],
    ["a crontab line that ticked lately, though its process ended", tick, "dead", 119_999, true],
    ["a crontab line that has not ticked for two minutes", tick, "alive", 120_000, false],
  ] as const)("%s", (_, process, judged, silentMs, ticks) => {
    const { alive, last } = findTicking([process], { now: NOON + silentMs, judge: () => judged });
    expect(alive).toEqual(ticks ? [process] : []);
    expect(last).toEqual(process);
  });

  it("of several is told by the one last heard of", () => {
    const later = { ...tick, heartbeatAt: NOON + 5 };
    const found = findTicking([scheduler, later], { now: NOON + 9, judge: () => "alive" });
    expect(found).toEqual({ alive: [later, scheduler], last: later, hung: null });
  });
});

describe("silence", () => {
  it.each([
    ["nothing ever ticked", null, "nothing ticks, and nothing ever did"],
    [
      "the scheduler was killed",
      scheduler,
      "nothing ticks: the scheduler, pid 71 on web-1, was last heard of at 2026-03-01T12:00:00.000Z",
    ],
    [
      "the scheduler left in order",
      { ...scheduler, stoppedAt: NOON + 1_000 },
      "nothing ticks: the scheduler, pid 71 on web-1, stopped at 2026-03-01T12:00:01.000Z",
    ],
    [
      "the crontab line is gone",
      tick,
      "nothing ticks: errand tick on web-1 was last heard of at 2026-03-01T12:00:00.000Z",
    ],
  ])("is named when %s", (_, last, said) => {
    expect(describeSilence({ alive: [], last, hung: null })).toBe(said);
  });

  it("is named of a scheduler that lives and hangs, though another left since", () => {
    const left = { ...scheduler, id: "b", heartbeatAt: NOON + 9, stoppedAt: NOON + 9 };
    const found = findTicking([scheduler, left], { now: NOON + 7 * 60_000, judge: () => "alive" });
    expect(describeSilence(found)).toBe(
      "nothing ticks: the scheduler, pid 71 on web-1, lives, but has not been heard of for 7m",
    );
  });

  it("is none while something ticks", () => {
    expect(describeSilence({ alive: [tick], last: tick, hung: null })).toBeNull();
  });
});
