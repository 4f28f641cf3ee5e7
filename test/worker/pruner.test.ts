import { describe, expect, it, vi } from "vitest";
import type { PruneRule } from "../../src/store/store.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { keepPruning } from "../../src/worker/keep-pruning.ts";
import { Pruner } from "../../src/worker/pruner.ts";
import { finished, NOON } from "../store/build.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEEP = { runsMs: 90 * DAY, failuresMs: 365 * DAY, max: 1_000 };

/** A ledger with so many runs to prune, which hands out at most `limit` at a time. */
function ledger(waiting: number) {
  let left = waiting;
  const prune = vi.fn(async ({ dryRun }: PruneRule, limit: number) => {
    const gone = Math.min(left, limit);
    if (!dryRun) left -= gone;
    return gone;
  });
  const claimChore = vi.fn(async () => true);
  return { store: { prune, claimChore }, left: () => left };
}

describe("the pruner", () => {
  it("turns ages into instants of now", async () => {
    const { store } = ledger(0);
    await new Pruner({ store, clock: manualClock(NOON) }).prune(KEEP, { dryRun: false });
    expect(store.prune).toHaveBeenCalledWith(
      { before: NOON - 90 * DAY, failuresBefore: NOON - 365 * DAY, keep: 1_000, dryRun: false },
      expect.any(Number),
    );
  });

  it.each([0, 1, 499, 500, 501, 1_250])("deletes all of %i, in small batches", async (count) => {
    const { store, left } = ledger(count);
    const gone = await new Pruner({ store, clock: manualClock(NOON) }).prune(KEEP, { dryRun: false });
    expect({ gone, left: left() }).toEqual({ gone: count, left: 0 });
    for (const [, limit] of store.prune.mock.calls) expect(limit).toBe(500);
  });

  it("counts in one look, without end and without deleting", async () => {
    const { store, left } = ledger(70_000);
    const count = await new Pruner({ store, clock: manualClock(NOON) }).prune(KEEP, { dryRun: true });
    expect({ count, left: left() }).toEqual({ count: 70_000, left: 70_000 });
  });
});

describe("pruning by the way", () => {
  it("does nothing when somebody did it within a day", async () => {
    const { store } = ledger(9);
    store.claimChore.mockResolvedValue(false);
    await new Pruner({ store, clock: manualClock(NOON) }).pruneIfDue(KEEP);
    expect(store.claimChore).toHaveBeenCalledWith("prune", NOON, DAY);
    expect(store.prune).not.toHaveBeenCalled();
  });

  it("keeps nobody waiting for a whole backlog", async () => {
    const { store, left } = ledger(50_000);
    await new Pruner({ store, clock: manualClock(NOON) }).pruneIfDue(KEEP);
    expect(left()).toBe(30_000);
  });

  it("happens once a day on a real ledger, whoever comes by", async () => {
    const store = openMemoryStore(NOON);
    const clock = manualClock(NOON);
    const comeBy = () => new Pruner({ store, clock }).pruneIfDue(KEEP);
    const old = () => finished(store, { now: NOON - 91 * DAY });
    const count = async () => (await store.inspect(false)).runs;
    await old();
    await comeBy();
    expect(await count()).toBe(0);
    await old();
    await clock.advance(DAY - 1);
    await comeBy();
    expect(await count()).toBe(1);
    await clock.advance(1);
    await comeBy();
    expect(await count()).toBe(0);
    store.close();
  });
});

describe("pruning beside other work", () => {
  it("deletes all that is to go, in small steps with pauses, once an hour", async () => {
    const { store, left } = ledger(1_234);
    const clock = manualClock(NOON);
    const stop = new AbortController();
    const pruning = keepPruning(
      { pruner: new Pruner({ store, clock }), keep: () => KEEP, clock },
      stop.signal,
    );
    await clock.advance(49);
    expect(left()).toBe(1_134);
    await clock.advance(1_000);
    expect(left()).toBe(0);
    expect(store.claimChore.mock.calls).toEqual([["prune", NOON, HOUR]]);
    await clock.advance(HOUR);
    expect(store.claimChore).toHaveBeenCalledTimes(2);
    stop.abort();
    await pruning;
  });

  it("goes on in an hour when the ledger does not take it, and ends in the middle when it is told to", async () => {
    const { store, left } = ledger(1_000);
    store.prune.mockRejectedValueOnce(new Error("the disk is full"));
    const clock = manualClock(NOON);
    const stop = new AbortController();
    const pruning = keepPruning(
      { pruner: new Pruner({ store, clock }), keep: () => KEEP, clock },
      stop.signal,
    );
    await clock.advance(HOUR - 1);
    expect(left()).toBe(1_000);
    await clock.advance(51);
    stop.abort();
    await pruning;
    expect(left()).toBe(800);
  });
});
