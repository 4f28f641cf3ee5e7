import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventBus, type ErrandEvent, type EventBus } from "../../../src/core/events.ts";
import { HOOKS, type HookName } from "../../../src/core/hook.ts";
import type { Run } from "../../../src/core/run.ts";
import { HookWatch } from "../../../src/notify/hooks/hook-watch.ts";
import { openMemoryStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { closing, finished, finishedAs, NOON, reread, started } from "../../store/build.ts";

let store: Store;
let events: EventBus;
let called: HookName[];
let asked: string[];
let watch: HookWatch;

beforeEach(() => {
  store = openMemoryStore(NOON);
  events = createEventBus();
  called = [];
  asked = [];
  watchFor(HOOKS);
});
afterEach(() => store.close());

function watchFor(hooks: readonly HookName[]): void {
  watch = new HookWatch({
    ...{ store, events },
    caller: { call: (hook) => called.push(hook) },
    hooksOf: async (command) => (asked.push(command), command === "essays:check" ? hooks : []),
  });
}

async function after(event: ErrandEvent): Promise<HookName[]> {
  events.emit(event);
  await watch.stop();
  return called;
}

/** A run of the queue that ended so, as its worker tells of it. */
async function worked(outcome: "failed" | "interrupted" | "snoozed"): Promise<Run> {
  const run = await started(store);
  await store.requeue({ ...closing(run), outcome }, { runAfter: NOON, reason: null });
  return reread(store, run);
}

describe("hooks are called", () => {
  it("at a start and when it is late", async () => {
    const run = await started(store);
    events.emit({ type: "run.started", run });
    expect(await after({ type: "run.late", run, lateMs: 5_000 })).toEqual(["onStart", "onLate"]);
  });

  it("at a success", async () => {
    expect(await after({ type: "run.finished", run: await finished(store) })).toEqual(["onSuccess"]);
  });

  it("at the start and the end of runs that were over at once", async () => {
    const run = await finished(store);
    expect(await after({ type: "runs.finished", runs: [run] })).toEqual(["onStart", "onSuccess"]);
  });

  it("at none of many short runs whose command has no hooks, which is asked of once", async () => {
    const run = { ...(await finished(store)), command: "hookless" };
    expect(await after({ type: "runs.finished", runs: [run, run, run] })).toEqual([]);
    expect(asked).toEqual(["hookless"]);
  });

  it("at a failure that is tried again", async () => {
    const run = await worked("failed");
    expect(await after({ type: "run.retrying", run, outcome: "failed", waitMs: 1, why: null })).toEqual([
      "onRetry",
    ]);
  });

  it("at the first success after failures", async () => {
    await finishedAs(store, "failed");
    await finishedAs(store, "timed_out");
    const run = await finished(store);
    expect(await after({ type: "run.finished", run })).toEqual(["onSuccess", "onRecovered"]);
  });

  it.each(["failed", "timed_out", "lost"] as const)("at a run that %s", async (outcome) => {
    const run = await finishedAs(store, outcome);
    expect(await after({ type: "run.finished", run })).toEqual(["onFailure"]);
  });

  it("at a dead letter", async () => {
    const run = { ...(await finishedAs(store, "failed")), queue: "default" };
    expect(await after({ type: "run.finished", run })).toEqual(["onFailure", "onDead"]);
  });

  it("at a run whose owner died", async () => {
    const run = await finishedAs(store, "lost");
    expect(await after({ type: "run.lost", run, endedPids: [] })).toEqual(["onFailure"]);
  });

  it.each([
    ["failed", ["onRetry"]],
    ["interrupted", []],
    ["snoozed", []],
  ] as const)("at an attempt that %s and is followed by another: %j", async (outcome, hooks) => {
    expect(await after({ type: "run.requeued", run: await worked(outcome) })).toEqual(hooks);
  });

  it("at what did not start, unless somebody cancelled it", async () => {
    const run = await finished(store);
    events.emit({ type: "run.skipped", run: { ...run, state: "cancelled" } });
    expect(await after({ type: "run.skipped", run: { ...run, state: "skipped" } })).toEqual(["onSkip"]);
  });

  it("only where there are any", async () => {
    events.emit({ type: "run.finished", run: await finished(store, { command: "another" }) });
    expect(await after({ type: "scheduler.stalled", why: "no" })).toEqual([]);
  });
});
