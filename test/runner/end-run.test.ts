import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Attempt, Run, RunState } from "../../src/core/run.ts";
import { endRun, type EndHouse } from "../../src/runner/end-run.ts";
import type { Closing } from "../../src/store/run-store.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

const owner = { host: "web1", bootId: "b", pid: 7, startedAt: "1" };
let clock: ManualClock;
let state: RunState;
let closing: Closing | undefined;
let obedient: boolean;
let reachable: boolean;
let queue: string | null;
const sent: string[] = [];
let descendants: number[];
const endDescendants = vi.fn(async () => descendants);

function run(): Run {
  return { id: "r1", state, progress: null, queue } as Run;
}

function house(): EndHouse {
  const store: Partial<Store> = {
    requestCancel: async () => true,
    withdraw: async () => ((state = "cancelled"), true),
    attempts: async () => [{ owner, number: 1 } as Attempt],
    findRun: async () => run(),
    finish: async (last) => ((closing = last), (state = "cancelled"), true),
  };
  const askOwner = (): boolean => {
    sent.push("SIGTERM");
    if (obedient && reachable) state = "cancelled";
    return reachable;
  };
  const killOwner = (runId: string): boolean => {
    sent.push(`SIGKILL for ${runId}`);
    return reachable;
  };
  return { store: store as Store, clock, askOwner, killOwner, isAlive: () => reachable, endDescendants };
}

beforeEach(() => {
  vi.clearAllMocks();
  clock = manualClock();
  state = "running";
  queue = null;
  closing = undefined;
  obedient = reachable = true;
  descendants = [8];
  sent.length = 0;
});

async function end(): Promise<Run> {
  const ended = endRun(run(), "ada", 1_000, house());
  await clock.advance(60_000);
  return ended;
}

it("asks the owner and waits for its own last word", async () => {
  expect((await end()).state).toBe("cancelled");
  expect(sent).toEqual(["SIGTERM"]);
  expect(closing).toBeUndefined();
});

it("withdraws a run that had not started, and signals nobody", async () => {
  state = "queued";
  expect((await end()).state).toBe("cancelled");
  expect(sent).toEqual([]);
});

it("kills an owner that does not answer, ends what descends from it, and closes the row for it", async () => {
  obedient = false;
  expect((await end()).state).toBe("cancelled");
  expect(sent).toEqual(["SIGTERM", "SIGKILL for r1"]);
  expect(endDescendants).toHaveBeenCalledWith("r1");
  expect(closing).toMatchObject({ outcome: "cancelled", exitCode: 137, signal: "SIGKILL" });
  expect(closing!.reason).toMatch(/cancelled by ada.*by force/);
});

it("touches nothing of a silent owner that it cannot reach: the run is still live, and says so", async () => {
  obedient = reachable = false;
  expect((await end()).state).toBe("running");
  expect(closing).toBeUndefined();
  expect(endDescendants).not.toHaveBeenCalled();
});

describe("a run that a worker lives", () => {
  beforeEach(() => void (queue = "default"));

  it("waits for the worker to read the wish, and signals nobody", async () => {
    const ended = endRun(run(), "ada", 1_000, house());
    await clock.advance(500);
    state = "cancelled";
    await clock.advance(100);
    expect((await ended).state).toBe("cancelled");
    expect(sent).toEqual([]);
    expect(endDescendants).not.toHaveBeenCalled();
  });

  it("ends what lives the run when the worker does not, closes the row, and lets the worker be", async () => {
    expect((await end()).state).toBe("cancelled");
    expect(sent).toEqual([]);
    expect(endDescendants).toHaveBeenCalledWith("r1");
    expect(closing).toMatchObject({ outcome: "cancelled", exitCode: 137 });
  });

  it("closes no row where nothing was found that lives the run: the worker may do so itself", async () => {
    descendants = [];
    expect((await end()).state).toBe("running");
    expect(closing).toBeUndefined();
  });

  it("leaves it to a worker out of reach", async () => {
    reachable = false;
    expect((await end()).state).toBe("running");
    expect(endDescendants).not.toHaveBeenCalled();
  });
});
