import { describe, expect, it, vi } from "vitest";
import { Ending } from "../../src/runner/ending.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { sleepAndHear } from "../../src/core/clock.ts";
import { systemClock } from "../../src/system-clock.ts";
import { standStill } from "./stand-still.ts";

function living({ softMs = null as number | null, killAfterMs = 10_000 } = {}) {
  const clock = manualClock();
  const onBegin = vi.fn();
  const ending = new Ending({ clock, limits: { softMs, killAfterMs }, onBegin });
  const forced = vi.fn();
  void ending.forced.then(forced);
  ending.start();
  return { clock, ending, onBegin, forced };
}

describe("an attempt's ending", () => {
  it("aborts with a TimeoutError at the soft limit, and forces only after the grace", async () => {
    const { clock, ending, forced } = living({ softMs: 5_000, killAfterMs: 2_000 });
    await clock.advance(4_999);
    expect(ending.signal.aborted).toBe(false);
    await clock.advance(1);
    expect((ending.signal.reason as Error).name).toBe("TimeoutError");
    expect(ending.cause).toMatchObject({ outcome: "timed_out", exitCode: 124, forced: false });
    await clock.advance(1_999);
    expect(forced).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(forced).toHaveBeenCalledOnce();
    expect(ending.cause).toMatchObject({ exitCode: 137, forced: true });
  });

  it("keeps the first cause: a limit that runs out during a cancel changes nothing", async () => {
    const { clock, ending, onBegin } = living({ softMs: 1_000 });
    ending.cancel("cancelled by SIGINT", 130);
    await clock.advance(1_500);
    expect(ending.cause).toMatchObject({ outcome: "cancelled", exitCode: 130, forced: false });
    expect(onBegin).toHaveBeenCalledOnce();
  });

  it("is neither a cancel nor a failure when errand itself is told to stop, and yields to an earlier cause", async () => {
    const { clock, ending, forced } = living({ killAfterMs: 2_000 });
    ending.interrupt("interrupted: errand was told to stop");
    expect((ending.signal.reason as Error).name).toBe("AbortError");
    expect(ending.cause).toMatchObject({ outcome: "interrupted", exitCode: 143, forced: false });
    await clock.advance(2_000);
    expect(forced).toHaveBeenCalledOnce();
    const other = living();
    other.ending.cancel("cancelled by ada", 143);
    other.ending.interrupt("interrupted: errand was told to stop");
    expect(other.ending.cause).toMatchObject({ outcome: "cancelled", forced: false });
  });

  it("ends at once when asked twice, with the first exit code", async () => {
    const { clock, ending, forced } = living();
    ending.cancel("cancelled by SIGINT", 130);
    ending.cancel("cancelled by SIGTERM", 143);
    await clock.advance(0);
    expect(forced).toHaveBeenCalledOnce();
    expect(ending.cause).toMatchObject({ reason: "cancelled by SIGINT", exitCode: 130, forced: true });
  });

  it("never aborts work that is over, and leaves no sleeper behind", async () => {
    const { clock, ending } = living({ softMs: 1_000 });
    ending.stop();
    await clock.advance(10_000);
    expect(ending.signal.aborted).toBe(false);
    expect(clock.sleepers).toBe(0);
  });

  it("has no limit unless one is given", async () => {
    const { clock, ending } = living();
    await clock.advance(1e9);
    expect(ending.cause).toBeNull();
  });

  it("lets work be over that was in time, though nobody heard so before the limit", async () => {
    const limits = { softMs: 50, killAfterMs: 10_000 };
    const ending = new Ending({ clock: systemClock, limits, onBegin: () => undefined });
    await standStill(
      100,
      () => ending.start(),
      () => ending.stop(),
    );
    await sleepAndHear(systemClock, 0);
    await sleepAndHear(systemClock, 0);
    expect(ending.cause).toBeNull();
  });
});
