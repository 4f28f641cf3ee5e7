import { beforeEach, describe, expect, it, vi } from "vitest";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import type { OverlapPolicy } from "../../src/core/policy.ts";
import type { Run } from "../../src/core/run.ts";
import type { EndingSignal } from "../../src/runner/signals.ts";
import { startRun, type StartHouse } from "../../src/runner/start-run.ts";
import type { BeginResult, NewRun } from "../../src/store/run-store.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

const asked = { id: "r2", command: "backup" } as NewRun;
const run = { id: "r2", command: "backup", state: "queued" } as Run;
const holder = { id: "r1", pid: 7, host: "web1", startedAt: 0, concurrencyKey: "backup" } as Run;
const held: BeginResult = { kind: "held", run, holder };
const started: BeginResult = { kind: "started", run: { ...run, state: "running" } };

let clock: ManualClock;
let answers: BeginResult[];
let said: ErrandEvent["type"][];
let signal: (name: EndingSignal) => void;
const order: string[] = [];
const withdraw = vi.fn(async () => true);
const endRun = vi.fn(async () => undefined);

function house(): StartHouse {
  const events = createEventBus();
  events.subscribe(({ type }) => said.push(type));
  const store = {
    begin: async () => (order.push("begin"), answers.length > 1 ? answers.shift()! : answers[0]!),
    withdraw,
    findRun: async () => run,
  } as Partial<Store> as Store;
  return {
    store,
    clock,
    events,
    endRun,
    owner: { host: "web1", bootId: "b", pid: 8, startedAt: "1" },
    rescue: async () => void order.push("rescue"),
    signals: { listen: (listener) => ((signal = listener), () => undefined) },
  };
}

function start(policy: OverlapPolicy, waitMs = 5_000) {
  return startRun({ run: asked, overlap: { key: "backup", policy }, waitMs }, house());
}

beforeEach(() => {
  vi.clearAllMocks();
  clock = manualClock();
  said = [];
  order.length = 0;
});

describe("starting a run", () => {
  it("closes the rows of the dead before it asks for the key", async () => {
    answers = [started];
    await start("skip");
    expect(order).toEqual(["rescue", "begin"]);
  });

  it("waits in line, says so once, and starts when the key is free", async () => {
    answers = [held, held, held, started];
    const result = start("wait");
    await clock.advance(1_000);
    expect((await result).kind).toBe("started");
    expect(said).toEqual(["run.waiting"]);
    expect(withdraw).not.toHaveBeenCalled();
  });

  it("gives up when its wait ran out, with 75 on a row that names the holder", async () => {
    answers = [held];
    const result = start("wait", 2_000);
    await clock.advance(3_000);
    expect(await result).toMatchObject({ kind: "waited_in_vain", holder: { id: "r1" } });
    expect(withdraw).toHaveBeenCalledWith(
      expect.objectContaining({
        state: "skipped",
        exitCode: 75,
        reason: expect.stringMatching(/waited 2s: run r1 \(pid 7 on web1\)/),
      }),
    );
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("leaves the line at %s, cancelled with %i", async (name, exitCode) => {
    answers = [held];
    const result = start("wait");
    await clock.advance(500);
    signal(name);
    await clock.advance(0);
    expect((await result).kind).toBe("cancelled");
    const reason = `cancelled by ${name} while it waited`;
    expect(withdraw).toHaveBeenCalledWith(expect.objectContaining({ state: "cancelled", exitCode, reason }));
  });

  it("asks each holder to end once when it replaces, and goes on asking for the key", async () => {
    answers = [held, held, held, started];
    const result = start("replace");
    await clock.advance(1_000);
    expect((await result).kind).toBe("started");
    expect(endRun).toHaveBeenCalledExactlyOnceWith(holder, "run r2, which replaces it");
  });

  it("passes a skip on as it is", async () => {
    answers = [{ kind: "skipped", run: { ...run, state: "skipped" }, holder }];
    expect((await start("skip")).kind).toBe("skipped");
    expect(said).toEqual([]);
  });
});
