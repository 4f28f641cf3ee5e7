import { beforeEach, describe, expect, it } from "vitest";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import { newId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import type { Execution, ExecutionContext, Exit } from "../../src/runner/executor.ts";
import { runAttempt } from "../../src/runner/run-attempt.ts";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";
import type { EndingSignal } from "../../src/runner/signals.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

let clock: ManualClock;
let store: Store;
let events: ErrandEvent["type"][];
let work: { context: ExecutionContext; end: (exit: Exit) => void; killed: number };
let left: { pid: number; title: string }[];
let signal: (name: EndingSignal) => void;

beforeEach(() => {
  clock = manualClock(1_000);
  store = openMemoryStore(0);
  events = [];
  left = [];
});

async function live({ softMs = null as number | null, secrets = [] as string[] } = {}) {
  const bus = createEventBus();
  bus.subscribe(({ type }) => events.push(type));
  const executor = {
    start(_: null, context: ExecutionContext): Execution {
      const { promise, resolve } = Promise.withResolvers<Exit>();
      work = { context, end: resolve, killed: 0 };
      return {
        exit: promise,
        kill: async () => void (work.killed += 1),
        leftovers: async () => left,
        usage: () => ({ cpuMs: 3, peakRss: 4 }),
      };
    },
  };
  const plan = {
    run: await begin(),
    executor,
    spec: () => null,
    limits: { softMs, killAfterMs: 500 },
    outputCap: 1024,
    masker: createSecretMasker(secrets),
    armWatchdog: null,
  };
  const signals = { listen: (listener: typeof signal) => ((signal = listener), () => undefined) };
  const result = runAttempt(plan, { store, clock, events: bus, signals });
  await clock.advance(0);
  return { result, run: plan.run };
}

async function begin(): Promise<Run> {
  const run = {
    id: newId(clock.now()),
    command: "backup",
    args: {},
    trigger: "manual" as const,
    scheduledFor: null,
    requestedAt: clock.now(),
    parentId: null,
    actor: "ada",
    dryRun: false,
    tags: [],
  };
  const owner = { host: "web1", bootId: "b", pid: 7, startedAt: "1" };
  const overlap = { key: "backup", policy: "skip" as const };
  const begun = await store.begin({ run, owner, overlap, leaseUntil: 31_000, now: clock.now() });
  return begun.run;
}

describe("living an attempt", () => {
  it("closes the row with all there is to say, and then announces it", async () => {
    const { result } = await live();
    work.context.sink.write("stdout", Buffer.from("hello"));
    await clock.advance(250);
    work.end({ kind: "returned", value: { found: 3 } });
    const { run, abandoned } = await result;
    expect(run).toMatchObject({ state: "succeeded", result: { found: 3 }, exitCode: 0, finishedAt: 1_250 });
    expect(abandoned).toBe(false);
    const [attempt] = await store.attempts(run.id);
    expect(attempt).toMatchObject({ outcome: "succeeded", cpuMs: 3, peakRss: 4, outputBytes: 5 });
    expect(events).toEqual(["run.started", "run.finished"]);
  });

  it("keeps output that came too late for a flush", async () => {
    const { result } = await live({ secrets: ["hunter2"] });
    work.context.sink.write("stderr", Buffer.from("key hunter2"));
    work.end({ kind: "threw", error: new Error("no hunter2") });
    const { run } = await result;
    const output = await store.readOutput({ runId: run.id, attempt: 1 }, 0, 1024);
    expect(output.map(({ bytes }) => Buffer.from(bytes).toString()).join("")).toBe("key [secret]");
    expect(run.error?.message).toBe("no [secret]");
  });

  it("times out softly when the work obeys, and says nothing of the error that it was given itself", async () => {
    const { result } = await live({ softMs: 2_000 });
    work.context.signal.addEventListener("abort", () =>
      work.end({ kind: "threw", error: work.context.signal.reason as unknown }),
    );
    await clock.advance(2_000);
    const { run } = await result;
    expect(run).toMatchObject({
      state: "timed_out",
      exitCode: 124,
      error: null,
      reason: "its limit of 2s ran out",
    });
    expect(work.killed).toBe(1);
  });

  it("times out by force when the work does not obey, and is then abandoned", async () => {
    const { result } = await live({ softMs: 2_000 });
    await clock.advance(2_500);
    const { run, abandoned } = await result;
    expect(run).toMatchObject({ state: "timed_out", exitCode: 137 });
    expect(run.reason).toMatch(/by force$/);
    expect(abandoned).toBe(true);
    expect(events).toEqual(["run.started", "run.interrupting", "run.killing", "run.finished"]);
  });

  it("is cancelled by a signal, in the name of whoever asked on the row", async () => {
    const { result, run } = await live();
    await store.requestCancel(run.id, "grace", clock.now());
    signal("SIGTERM");
    await clock.advance(0);
    work.end({ kind: "returned", value: undefined });
    expect((await result).run).toMatchObject({
      state: "cancelled",
      exitCode: 143,
      reason: "cancelled by grace",
    });
  });

  it("hears of a cancel within a second, without any signal", async () => {
    const { result, run } = await live();
    await store.requestCancel(run.id, "grace", clock.now());
    await clock.advance(1_000);
    expect(work.context.signal.aborted).toBe(true);
    work.end({ kind: "returned", value: undefined });
    expect((await result).run.state).toBe("cancelled");
  });

  it("tells of processes that a good end left, and ends those that a bad one did", async () => {
    left = [{ pid: 9, title: "sleep 60" }];
    const good = await live();
    work.end({ kind: "returned", value: undefined });
    await good.result;
    expect(events).toContain("attempt.processes_left");
    expect(work.killed).toBe(0);
    const bad = await live();
    work.end({ kind: "exited", code: 3 });
    await bad.result;
    expect(events).toContain("attempt.processes_ended");
    expect(work.killed).toBe(1);
  });

  it("touches nothing when somebody else closed the row, and says so", async () => {
    const { result, run } = await live();
    await store.finish({
      ref: { runId: run.id, attempt: 1 },
      outcome: "lost",
      reason: "somebody said so",
      exitCode: null,
      signal: null,
      error: null,
      result: null,
      progress: null,
      finishedAt: clock.now(),
      cpuMs: null,
      peakRss: null,
      output: null,
    });
    await clock.advance(1_000);
    expect(work.context.signal.aborted).toBe(true);
    work.end({ kind: "returned", value: 1 });
    expect((await result).run).toMatchObject({ state: "lost", reason: "somebody said so" });
    expect(events).toContain("attempt.lease_lost");
  });
});
