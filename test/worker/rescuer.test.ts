import { beforeEach, describe, expect, it, vi } from "vitest";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import type { Attempt, Run } from "../../src/core/run.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { aRun } from "../cli/a-run.ts";
import { Rescuer, type Sweep } from "../../src/worker/rescuer.ts";

const owner = { host: "web1", bootId: "b", pid: 7, startedAt: "1" };
const attempt = { runId: "r1", number: 2, owner, leaseUntil: 60_000, startedAt: 5, outcome: null } as Attempt;

let open: Attempt[];
let events: ErrandEvent[];
const order: string[] = [];
const judgedOwners: number[] = [];
const finish = vi.fn(async () => (order.push("close"), true));
const withdraw = vi.fn(async () => true);
const release = vi.fn(async () => false);
const requeue = vi.fn(async () => true);
let row: Run;
const endLeftovers = vi.fn(async () => (order.push("end"), [8, 9]));

let restarted: boolean;

async function sweep(judged: "alive" | "dead" | "unknown", now = 10_000): Promise<Sweep> {
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  const store = {
    openAttempts: async () => open,
    finish,
    withdraw,
    release,
    requeue,
    findRun: async () => row,
  };
  return new Rescuer({
    store,
    clock: manualClock(now),
    events: bus,
    judge: (of) => (judgedOwners.push(of.pid), judged),
    wasRestartedSince: () => restarted,
    endLeftovers,
  }).sweep();
}

beforeEach(() => {
  vi.clearAllMocks();
  open = [attempt];
  restarted = false;
  row = aRun({ id: "r1", state: "running" });
  events = [];
  order.length = 0;
  judgedOwners.length = 0;
});

describe("the rescuer", () => {
  it("ends what the attempt left behind, and nothing of the next one", async () => {
    await sweep("dead");
    expect(endLeftovers).toHaveBeenCalledExactlyOnceWith(attempt);
  });

  it("leaves the living alone", async () => {
    expect(await sweep("alive", 1e12)).toEqual({ closed: 0, open: 1 });
    expect(finish).not.toHaveBeenCalled();
  });

  it("looks for each owner once, however many runs it has in hand", async () => {
    open = [attempt, { ...attempt, runId: "r2" }, { ...attempt, runId: "r3", owner: { ...owner, pid: 8 } }];
    await sweep("alive");
    expect(judgedOwners).toEqual([7, 8]);
  });

  it("closes the run of a dead owner as lost, at that attempt, naming the process", async () => {
    expect(await sweep("dead")).toEqual({ closed: 1, open: 0 });
    expect(finish).toHaveBeenCalledWith(
      expect.objectContaining({
        ref: { runId: "r1", attempt: 2 },
        outcome: "lost",
        reason: expect.stringMatching(/process 7 on web1 is gone/),
        finishedAt: 10_000,
      }),
    );
    expect(events).toEqual([{ type: "run.lost", run: row, endedPids: [8, 9] }]);
  });

  it("ends what the dead left running before the row, and so the lock, is let go", async () => {
    await sweep("dead");
    expect(order).toEqual(["end", "close"]);
  });

  it("waits for the lease of an owner that it cannot see", async () => {
    await sweep("unknown", 59_999);
    expect(finish).not.toHaveBeenCalled();
    await sweep("unknown", 60_000);
    expect(finish).toHaveBeenCalledWith(
      expect.objectContaining({ reason: expect.stringMatching(/lease ran out at 1970-/) }),
    );
  });

  it("withdraws a run that waited for a lock when its process died", async () => {
    open = [{ ...attempt, startedAt: null }];
    await sweep("dead");
    expect(withdraw).toHaveBeenCalledWith(
      expect.objectContaining({ runId: "r1", attempt: 2, state: "lost" }),
    );
    expect(finish).not.toHaveBeenCalled();
  });

  it("gives a run back that its dead owner had only claimed, and calls nothing lost", async () => {
    open = [{ ...attempt, startedAt: null }];
    release.mockResolvedValueOnce(true);
    await sweep("dead");
    expect(release).toHaveBeenCalledWith({
      ref: { runId: "r1", attempt: 2 },
      outcome: "lost",
      reason: expect.stringMatching(/process 7 on web1 is gone/),
      now: 10_000,
    });
    expect(withdraw).not.toHaveBeenCalled();
    expect(events).toEqual([]);
  });

  it("gives nothing back that had started", async () => {
    await sweep("dead");
    expect(release).not.toHaveBeenCalled();
  });

  it("says nothing when somebody else closed the row first", async () => {
    finish.mockResolvedValueOnce(false);
    await sweep("dead");
    expect(events).toEqual([]);
  });

  it("queues a worker's run anew at once, and counts nothing against it", async () => {
    row = aRun({ id: "r1", state: "running", queue: "mail", trigger: "queue", losses: 1 });
    await sweep("dead");
    expect(finish).not.toHaveBeenCalled();
    expect(requeue).toHaveBeenCalledWith(
      expect.objectContaining({ ref: { runId: "r1", attempt: 2 }, outcome: "lost" }),
      {
        runAfter: 10_000,
        reason: expect.stringMatching(
          /^lost \(2 of 3 times\), again at 1970-.*: its process 7 on web1 is gone/,
        ),
      },
    );
    expect(events).toMatchObject([{ type: "run.retrying", outcome: "lost", waitMs: 0 }]);
  });

  it("stops a run as poison over which a worker died for the third time", async () => {
    row = aRun({ id: "r1", state: "running", queue: "mail", trigger: "queue", losses: 2 });
    await sweep("dead");
    expect(requeue).not.toHaveBeenCalled();
    expect(finish).toHaveBeenCalledWith(
      expect.objectContaining({
        outcome: "lost",
        reason: expect.stringMatching(/^poison: its worker died 3 times/),
      }),
    );
  });

  it("calls a worker's run interrupted that a restart of the host cut short, however often one did", async () => {
    restarted = true;
    row = aRun({ id: "r1", state: "running", queue: "mail", trigger: "queue", losses: 2 });
    await sweep("dead");
    expect(finish).not.toHaveBeenCalled();
    const reason = "its host web1 was restarted, and its process 7 with it";
    expect(requeue).toHaveBeenCalledWith(
      expect.objectContaining({ ref: { runId: "r1", attempt: 2 }, outcome: "interrupted", reason }),
      { runAfter: 10_000, reason },
    );
    expect(events).toEqual([{ type: "run.requeued", run: row }]);
  });

  it("calls lost what a restart of the host cut short and nobody tries again", async () => {
    restarted = true;
    await sweep("dead");
    expect(requeue).not.toHaveBeenCalled();
    expect(finish).toHaveBeenCalledWith(
      expect.objectContaining({ outcome: "lost", reason: expect.stringMatching(/web1 was restarted/) }),
    );
  });

  it("says nothing of a run that somebody else closed before it could be queued anew", async () => {
    row = aRun({ id: "r1", state: "running", queue: "mail", trigger: "queue" });
    requeue.mockResolvedValueOnce(false);
    finish.mockResolvedValueOnce(false);
    await sweep("dead");
    expect(events).toEqual([]);
  });
});
