import { beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import { ErrandError } from "../../src/core/errors.ts";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import { USUAL_RETRIES } from "../../src/core/retry.ts";
import type { Run } from "../../src/core/run.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { Child } from "../../src/runner/child.ts";
import { childConfigOf, type ChildAnswer, type ChildOrder } from "../../src/runner/child-words.ts";
import { SpareChildren } from "../../src/runner/spare-children.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { makePool } from "../../src/app/make-pool.ts";
import { Dispatcher } from "../../src/worker/dispatcher.ts";
import { InlineLane } from "../../src/worker/lanes/inline-lane.ts";
import type { Sweep } from "../../src/worker/rescuer.ts";
import { FakeProcess } from "../runner/fake-process.ts";
import {
  beginClaimed,
  claims,
  closing,
  due,
  enqueued,
  NOON,
  owner,
  register,
  reread,
  schedule,
  settle,
  started,
} from "../store/build.ts";
import { job } from "../store/worked.ts";

const READY: ChildAnswer = {
  type: "ready",
  secrets: [],
  limits: { softMs: null, killAfterMs: 1_000 },
  retry: USUAL_RETRIES,
  memoryBytes: null,
};
const UNWATCHED = { expect: () => undefined, stop: () => undefined };
const VERDICT = { outcome: "succeeded", reason: null, exitCode: 0, signal: null, error: null } as const;

/** A child that is warm at once and answers as told; the test ends its run. */
class Attendant extends FakeProcess {
  run: Run | null = null;

  override send(order: ChildOrder, done: () => void): void {
    super.send(order, done);
    if (order.type === "warm") this.say({ type: "warm" });
    if (order.type === "prepare" && answer) this.say(answer);
    if (order.type === "go") this.run = order.run;
  }

  finish(result: string): void {
    const usage = { cpuMs: 1, peakRss: 1 };
    this.say({ type: "over", verdict: { ...VERDICT, result }, advice: null, usage, startedProcesses: false });
    this.end({ code: 0 });
  }
}

let clock: ManualClock;
let store: Store;
let config: Config;
let events: ErrandEvent[];
let forked: Attendant[];
let answer: ChildAnswer | null;
let ended: string[];
let dispatcher: Dispatcher;
let watermark: number;
let swept: Sweep;
let sweeps: number;

beforeEach(async () => {
  clock = manualClock(NOON);
  store = openMemoryStore(NOON);
  // Reads the verbs, which would take their time later.
  await store.claim({ owner: owner(1), leaseUntil: NOON, now: NOON });
  await store.nextRunAfter(NOON);
  await store.release({ ref: { runId: "", attempt: 1 }, outcome: "lost", reason: "", now: NOON });
  config = { ...(await readConfig({ cwd: "/", env: {} })), concurrency: 2 };
  events = [];
  forked = [];
  answer = READY;
  ended = [];
  watermark = NOON;
  swept = { closed: 0, open: 0 };
  sweeps = 0;
  dispatcher = make();
});

const noRules = async () => ({ commands: {}, queues: {}, lanes: { inline: [], pool: [] } });

function make(ledger: Store = store, rules = noRules, time: Clock = clock): Dispatcher {
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  return new Dispatcher({
    store: ledger,
    clock: time,
    config,
    events: bus,
    signals: { listen: () => () => undefined },
    guardExit: () => ({ emptyLoop: new Promise(() => undefined), stop: () => undefined }),
    owner: owner(1),
    rescue: async () => ((sweeps += 1), swept),
    watchWrites: () => () => undefined,
    endRun: async ({ id }, by) => void ended.push(`${id} for ${by}`),
    children: new SpareChildren({ fork, clock, spares: 1, onUnstartable: () => undefined }),
    delayOf: () => 0,
    queues: null,
    rules,
    strangers: { letsIn: () => true, areRead: () => false },
    lanes: (house) => ({ inline: new InlineLane(house, () => UNWATCHED), pool: makePool(house) }),
    random: () => 0,
  });
}

function fork(): Child {
  const fake = new Attendant();
  forked.push(fake);
  return new Child(fake.asChildProcess, { clock, config: childConfigOf(config) });
}

/** Queues so many runs, one tick each, and tells their ids. */
async function queue(count: number, wish: Parameters<typeof due>[1] = {}): Promise<string[]> {
  const from = watermark;
  watermark += count;
  const ticks = Array.from({ length: count }, (_, at) => due(from + at + 1, { policy: "allow", ...wish }));
  await settle(store, { from, to: watermark, ticks });
  await pass(count);
  return ticks.map(({ run }) => run.id);
}

/** Lets time go on, and all that follows from it happen: a run's way from the queue to its start has many turns. */
async function pass(ms: number): Promise<void> {
  await calm();
  await clock.advance(ms);
  await calm();
}

/** The ledger reads some of its verbs late: those turns are of the real loop. */
async function calm(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const live = (): Attendant[] =>
  forked.filter(({ run, exitCode, signalCode }) => run && exitCode === null && signalCode === null);
const stateOf = async (id: string | undefined): Promise<Run> => reread(store, { id: id ?? "" });
const seen = (type: ErrandEvent["type"]): ErrandEvent[] => events.filter((event) => event.type === type);

async function startWith(told: Partial<Schedule> = {}): Promise<void> {
  await register(store, [schedule({ overlap: "allow", ...told })]);
  dispatcher.start();
  await pass(0);
}

describe("a dispatcher", () => {
  it("lives as many runs at once as it may, and the next when one ends", async () => {
    await startWith();
    const [first, second, third] = await queue(3);
    dispatcher.wake();
    await pass(0);
    expect(live().map(({ run }) => run?.id)).toEqual([first, second]);
    expect(dispatcher.active).toBe(2);
    live()[0]?.finish("done");
    await pass(0);
    expect(await stateOf(first)).toMatchObject({ state: "succeeded", result: "done", attempt: 1 });
    expect(live().map(({ run }) => run?.id)).toEqual([second, third]);
  });

  it("keeps one child ahead, and forks it only when the last one had its start", async () => {
    await startWith();
    expect(forked).toHaveLength(1);
    answer = null;
    await queue(1);
    dispatcher.wake();
    await pass(0);
    expect(forked).toHaveLength(1);
    forked[0]?.say(READY);
    await pass(0);
    expect(forked).toHaveLength(2);
  });

  it("starts a run when its time has come, to the millisecond", async () => {
    await startWith();
    await queue(1, { runAfter: NOON + 100_123 });
    dispatcher.wake();
    await pass(NOON + 100_122 - clock.now());
    expect(live()).toEqual([]);
    await pass(1);
    expect(live()).toHaveLength(1);
  });

  it("looks for owners that died twice a second at most, however often it claims", async () => {
    swept = { closed: 0, open: 1 };
    await startWith();
    expect(sweeps).toBe(1);
    await pass(500);
    expect(sweeps).toBe(2);
    for (let turn = 0; turn < 10; turn += 1) {
      dispatcher.wake();
      await pass(10);
    }
    expect(sweeps).toBe(2);
  });

  it("writes a failed row for a run that is refused, and goes on", async () => {
    const error = { code: "invalid_args" as const, message: "--n must be at most 3", next: null };
    answer = { type: "refused", error };
    await startWith();
    const [id] = await queue(1);
    dispatcher.wake();
    await pass(0);
    expect(await stateOf(id)).toMatchObject({
      state: "failed",
      exitCode: 2,
      error: { name: "invalid_args", message: "--n must be at most 3" },
    });
    expect(seen("run.finished")).toHaveLength(1);
    expect(forked[0]?.signals).toEqual(["SIGKILL"]);
  });

  it("writes a skipped row with what when() said", async () => {
    answer = { type: "declined", reason: "a holiday" };
    await startWith();
    const [id] = await queue(1);
    dispatcher.wake();
    await pass(0);
    expect(await stateOf(id)).toMatchObject({ state: "skipped", reason: "when() said no: a holiday" });
    expect(seen("run.skipped")).toHaveLength(1);
  });

  it.each([
    { trigger: "schedule", conditional: true, asks: true },
    { trigger: "catch_up", conditional: true, asks: true },
    { trigger: "manual", conditional: true, asks: false },
    { trigger: "schedule", conditional: false, asks: false },
  ] as const)(
    "asks when() of a $trigger run where its schedule has one: $asks",
    async ({ trigger, conditional, asks }) => {
      await startWith({ conditional });
      await queue(1, { trigger });
      dispatcher.wake();
      await pass(0);
      expect(forked[0]?.heard).toContainEqual(expect.objectContaining({ type: "prepare", askWhen: asks }));
    },
  );

  it("never starts a run that was cancelled while it was prepared", async () => {
    answer = null;
    await startWith();
    const [id = ""] = await queue(1);
    dispatcher.wake();
    await pass(0);
    await store.withdraw({ runId: id, state: "cancelled", reason: "no", exitCode: 143, now: clock.now() });
    forked[0]?.say(READY);
    await pass(0);
    expect(forked[0]?.hasHeard("go")).toBe(false);
    expect(await stateOf(id)).toMatchObject({ state: "cancelled" });
    expect(seen("run.skipped")).toEqual([]);
    expect(seen("run.finished")).toMatchObject([{ run: { id, state: "cancelled" } }]);
    expect(dispatcher.active).toBe(0);
  });

  it("asks the run that it replaces to end once, and starts when it did", async () => {
    await startWith({ overlap: "replace" });
    const holder = await started(store, { key: "k", now: NOON });
    const [id] = await queue(1, { policy: "replace", key: "k" });
    dispatcher.wake();
    await pass(500);
    expect(ended).toEqual([`${holder.id} for run ${id}, which replaces it`]);
    expect(live()).toEqual([]);
    expect(seen("run.waiting")).toHaveLength(1);
    await store.finish({ ...CLOSED, ref: { runId: holder.id, attempt: 1 }, finishedAt: clock.now() });
    await pass(100);
    expect(live().map(({ run }) => run?.id)).toEqual([id]);
  });

  it("tells once of a run that expired before its turn, picked up late or put off", async () => {
    const turn = await enqueued(store, { expiresAt: NOON + 1_000 });
    const later = await enqueued(store, { runAfter: NOON + 9_000, expiresAt: NOON + 1_000 });
    await clock.advance(2_000);
    await startWith();
    await pass(1_000);
    const told = seen("run.skipped").map((event) => "run" in event && [event.run.id, event.run.state]);
    expect(told.toSorted()).toEqual([turn.runId, later.runId].map((id) => [id, "skipped"]).toSorted());
  });

  it("tells of a run that failed once and expired before its next attempt that it failed", async () => {
    const { runId } = await enqueued(store, { expiresAt: NOON + 1_000 });
    const [claimed] = await claims(store, NOON);
    if (claimed) await beginClaimed(store, claimed, NOON);
    const failed = closing({ id: runId, attempt: 1 }, { outcome: "failed", exitCode: 7 });
    await store.requeue(failed, { runAfter: NOON + 9_000, reason: null });
    await clock.advance(2_000);
    await startWith();
    expect(seen("run.finished")).toMatchObject([{ run: { id: runId, state: "failed", exitCode: 7 } }]);
  });

  it("goes by a new config at once, and forks its spare anew", async () => {
    await startWith();
    await queue(3);
    dispatcher.wake();
    await pass(0);
    expect(live()).toHaveLength(2);
    dispatcher.reconfigure({ ...config, concurrency: 3 });
    await pass(0);
    expect(live()).toHaveLength(3);
    expect(forked.filter(({ signals }) => signals.length > 0)).toHaveLength(1);
  });

  it("says how late a run started", async () => {
    await register(store, [schedule()]);
    await queue(1);
    await pass(4_000);
    dispatcher.start();
    await pass(0);
    expect(seen("run.late")).toMatchObject([{ lateMs: 4_000, run: { state: "running" } }]);
  });

  it("is idle when nothing is in hand and nothing may start, and not before", async () => {
    await startWith();
    await queue(1);
    let idle = false;
    dispatcher.wake();
    await pass(0);
    void dispatcher.whenIdle().then(() => (idle = true));
    await pass(5_000);
    expect(idle).toBe(false);
    live()[0]?.finish("done");
    await pass(0);
    expect(idle).toBe(true);
  });

  it("looks after the owners of open attempts twice a second, though nobody writes", async () => {
    swept = { closed: 0, open: 1 };
    await startWith();
    await pass(400);
    const before = sweeps;
    await pass(2_000);
    expect(sweeps - before).toBe(4);
    swept = { closed: 0, open: 0 };
    await pass(1_000);
    const after = sweeps;
    await pass(10_000);
    expect(sweeps).toBe(after);
  });

  it("looks for work when an owner was found dead: what it held is free", async () => {
    swept = { closed: 0, open: 1 };
    await startWith();
    const [id] = await queue(1);
    expect(live()).toEqual([]);
    swept = { closed: 1, open: 0 };
    await pass(500);
    expect(live().map(({ run }) => run?.id)).toEqual([id]);
  });

  it("misses no run that falls due while it claims", async () => {
    const ledger: Store = {
      ...store,
      // Another process that wrote is not heard of again.
      version: () => 1,
      async claim(wish) {
        const claimed = await store.claim(wish);
        await clock.advance(5);
        return claimed;
      },
    };
    const [answered] = await store.enqueue([job({ runAfter: NOON + 3 })], { host: "web-1", now: NOON });
    dispatcher = make(ledger);
    await startWith();
    await pass(500);
    expect(live().map(({ run }) => run?.id)).toEqual([answered?.runId]);
  });

  it("asks anew what is due when its clock was set back", async () => {
    let ahead = 86_400_000;
    /** Whether each time by the wrong clock. */
    const asked: boolean[] = [];
    const ledger: Store = {
      ...store,
      // Shut by a rate, while the clock was wrong.
      nextRunAfter: async (now) => (asked.push(now > clock.now()), now + 60_000),
    };
    dispatcher = make(ledger, noRules, { ...clock, now: () => clock.now() + ahead });
    dispatcher.start();
    await pass(10_000);
    expect(asked).toEqual([true]);
    ahead = 0;
    await pass(1_000);
    expect(asked).toEqual([true, false]);
  });

  it("outlives a ledger that does not answer, and says so once", async () => {
    const broken = { on: true };
    const flaky = new Proxy(store, {
      get: (real, name) => {
        const member: unknown = Reflect.get(real, name, real);
        if (typeof member !== "function") return member;
        if (name === "claim" && broken.on) return () => Promise.reject(new Error("the disk is full"));
        return member.bind(real) as unknown;
      },
    });
    dispatcher = make(flaky);
    await startWith();
    const [id] = await queue(1);
    await pass(10_000);
    expect(seen("dispatcher.stalled")).toEqual([{ type: "dispatcher.stalled", why: "the disk is full" }]);
    broken.on = false;
    await pass(2_000);
    expect(live().map(({ run }) => run?.id)).toEqual([id]);
  });
});

const CLOSED = {
  ...VERDICT,
  result: null,
  progress: null,
  cpuMs: null,
  peakRss: null,
  output: null,
};

describe("a dispatcher that is told to stop", () => {
  async function underWay(told: Partial<Schedule> = {}): Promise<{ id: string; child: Attendant }> {
    await startWith(told);
    const [id = ""] = await queue(1);
    dispatcher.wake();
    await pass(0);
    const [child] = live();
    if (!child) throw new Error("no run is under way");
    return { id, child };
  }

  /** Resolves when it drained; what it waits for is the test's to move. */
  function drain(graceMs: number): { isOver: () => boolean } {
    let over = false;
    void dispatcher.drain({ graceMs }).then(() => (over = true));
    return { isOver: () => over };
  }

  /** It is told so 100 ms after it began to look for work, and has what it needs 300 ms later. The one run that waited. */
  async function stopWhileItClaims(): Promise<string> {
    await register(store, [schedule({ overlap: "allow" })]);
    const [id = ""] = await queue(1);
    dispatcher.start();
    await pass(100);
    const drained = drain(60_000);
    await pass(0);
    expect(drained.isOver()).toBe(false);
    await pass(300);
    expect(drained.isOver()).toBe(true);
    expect(await stateOf(id)).toMatchObject({ state: "queued" });
    return id;
  }

  it("claims no more, and is done when what runs has ended", async () => {
    const { id, child } = await underWay();
    const drained = drain(60_000);
    const [later] = await queue(1);
    dispatcher.wake();
    await pass(30_000);
    expect(drained.isOver()).toBe(false);
    child.finish("done");
    await pass(0);
    expect(drained.isOver()).toBe(true);
    expect((await stateOf(id)).state).toBe("succeeded");
    expect((await stateOf(later)).state).toBe("queued");
  });

  it("claims nothing when it was told while it read its rules, and is done no sooner", async () => {
    dispatcher = make(store, async () => {
      await clock.sleep(150);
      return noRules();
    });
    const id = await stopWhileItClaims();
    expect(await store.attempts(id)).toEqual([]);
  });

  it("has what was being claimed in hand before it is done, and gives it back", async () => {
    const slow: Store = {
      ...store,
      async claim(wish) {
        const claimed = await store.claim(wish);
        await clock.sleep(300);
        return claimed;
      },
    };
    dispatcher = make(slow);
    const id = await stopWhileItClaims();
    expect(await store.attempts(id)).toMatchObject([{ outcome: "interrupted", startedAt: null }]);
  });

  it("does not wait for ever for rules that never come", async () => {
    dispatcher = make(store, () => new Promise(() => undefined));
    dispatcher.start();
    await pass(0);
    const drained = drain(5_000);
    await pass(5_000 + config.killAfterMs + 4_999);
    expect(drained.isOver()).toBe(false);
    await pass(1);
    expect(drained.isOver()).toBe(true);
  });

  it("ends its spare children with that", async () => {
    await startWith();
    drain(0);
    await pass(0);
    expect(forked.map(({ signals }) => signals)).toEqual([["SIGKILL"]]);
  });

  it("leaves a row that the ledger does not take to the rescuer, when all it ran had its time", async () => {
    const { id, child } = await underWay();
    store.finish = () => Promise.reject(new ErrandError("store_unavailable", "the disk is full"));
    child.finish("done");
    await pass(0);
    const drained = drain(5_000);
    await pass(5_000 + config.killAfterMs + 4_999);
    expect(drained.isOver()).toBe(false);
    await pass(1);
    await pass(0);
    expect(drained.isOver()).toBe(true);
    expect((await stateOf(id)).state).toBe("running");
  });

  it("gives back what it had claimed and not started", async () => {
    answer = null;
    await startWith();
    const [id] = await queue(1);
    dispatcher.wake();
    await pass(0);
    const drained = drain(60_000);
    await pass(0);
    expect(drained.isOver()).toBe(true);
    expect((await stateOf(id)).state).toBe("queued");
    expect(await store.attempts(id ?? "")).toMatchObject([{ outcome: "interrupted", startedAt: null }]);
    const [claimed] = await store.claim({ owner: owner(2), leaseUntil: clock.now() + 1, now: clock.now() });
    expect(claimed?.run.id).toBe(id);
  });

  it.each([
    { policy: "skip", state: "interrupted" },
    { policy: "latest", state: "queued" },
    { policy: "all", state: "queued" },
  ] as const)(
    "leaves a run that outlived the grace $state where ticks are caught up by $policy",
    async ({ policy, state }) => {
      const catchUp = { policy, withinMs: 1, max: 1, spacingMs: 0 };
      const { id, child } = await underWay({ catchUp });
      drain(5_000);
      await pass(4_999);
      expect(child.hasHeard("abort")).toBe(false);
      await pass(1);
      expect(child.hasHeard("abort")).toBe(true);
      child.finish("too late");
      await pass(0);
      expect(await stateOf(id)).toMatchObject({ state, reason: "interrupted: errand was told to stop" });
      expect(await store.attempts(id)).toMatchObject([{ outcome: "interrupted" }]);
      expect(seen(state === "queued" ? "run.requeued" : "run.finished")).toHaveLength(1);
    },
  );

  it("ends what runs at once when it is told again", async () => {
    const { child } = await underWay();
    drain(60_000);
    await pass(100);
    expect(child.hasHeard("abort")).toBe(false);
    void dispatcher.drain({ graceMs: 60_000 });
    await pass(0);
    expect(child.hasHeard("abort")).toBe(true);
    expect(seen("run.killing")).toHaveLength(1);
  });
});
