import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Progress, Run } from "../../src/core/run.ts";
import { Heartbeat, LEASE_MS } from "../../src/runner/heartbeat.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

const ref = { runId: "r1", attempt: 1 };
const live = { state: "running", attempt: 1, cancelRequestedBy: null } as Run;

let clock: ManualClock;
let row: Run | undefined;
let progress: Progress | null;
const renew = vi.fn(async () => ({ held: true, cancel: null }));
const onCancel = vi.fn();
const onLeaseLost = vi.fn();

function heartbeat(): Heartbeat {
  const store = { findRun: async () => row, heartbeat: renew, version: () => 1 };
  return new Heartbeat({ store, clock, ref, progress: () => progress, onCancel, onLeaseLost });
}

beforeEach(() => {
  vi.clearAllMocks();
  clock = manualClock();
  row = live;
  progress = null;
});

describe("the heartbeat", () => {
  it("renews the lease long before it runs out, and not at every look", async () => {
    const beat = heartbeat();
    beat.start();
    await clock.advance(LEASE_MS);
    beat.stop();
    expect(renew.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(renew.mock.calls.length).toBeLessThanOrEqual(4);
    expect(renew).toHaveBeenLastCalledWith(ref, { leaseUntil: expect.any(Number), progress: null });
  });

  it("stores progress within a second, and once", async () => {
    const beat = heartbeat();
    beat.start();
    progress = { done: 1, total: 2, note: null };
    await clock.advance(3_000);
    beat.stop();
    expect(renew).toHaveBeenCalledOnce();
    expect(renew).toHaveBeenCalledWith(ref, expect.objectContaining({ progress }));
  });

  it("hears of a cancel", async () => {
    row = { ...live, cancelRequestedBy: "ada" };
    await heartbeat().beat();
    expect(onCancel).toHaveBeenCalledWith("ada");
  });

  it.each<[string, Run | undefined]>([
    ["closed by somebody else", { ...live, state: "lost" }],
    ["at another attempt", { ...live, attempt: 2 }],
    ["gone", undefined],
  ])("says that the lease is lost when the run is %s, and writes nothing", async (_, found) => {
    row = found;
    await heartbeat().beat();
    expect(onLeaseLost).toHaveBeenCalledOnce();
    expect(renew).not.toHaveBeenCalled();
  });

  it("outlives a store that does not answer for a while", async () => {
    const beat = heartbeat();
    renew.mockRejectedValueOnce(new Error("locked"));
    progress = { done: 1, total: null, note: null };
    beat.start();
    await clock.advance(2_000);
    beat.stop();
    expect(renew).toHaveBeenCalledTimes(2);
    expect(onLeaseLost).not.toHaveBeenCalled();
  });

  it("stops when it is told", async () => {
    const beat = heartbeat();
    beat.start();
    beat.stop();
    await clock.advance(60_000);
    expect(renew).not.toHaveBeenCalled();
    expect(clock.sleepers).toBe(0);
  });
});
