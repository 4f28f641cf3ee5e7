import { beforeEach, expect, it } from "vitest";
import { ErrandError } from "../../src/core/errors.ts";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import type { Run } from "../../src/core/run.ts";
import { insistBriefly } from "../../src/runner/insist-briefly.ts";
import type { AttemptStore } from "../../src/runner/run-attempt.ts";
import type { EndingSignal } from "../../src/runner/signals.ts";
import type { Closing } from "../../src/store/run-store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

const run = { id: "r1", command: "backup" } as Run;
const closing = { outcome: "timed_out", exitCode: 124 } as Closing;

let clock: ManualClock;
let said: ErrandEvent[];
let tries: number;
let listeners: Set<(signal: EndingSignal) => void>;
let fault: Error;

beforeEach(() => {
  clock = manualClock();
  said = [];
  tries = 0;
  listeners = new Set();
  fault = new ErrandError("store_unavailable", "the disk is full", { next: "df -h /" });
});

/** A ledger that does not take its first closings. */
function ledger(failing: number): AttemptStore {
  const events = createEventBus();
  events.subscribe((event) => said.push(event));
  const finish = async (): Promise<boolean> => {
    tries += 1;
    if (tries <= failing) throw fault;
    return true;
  };
  const listen = (listener: (signal: EndingSignal) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const store = { finish } as Partial<AttemptStore> as AttemptStore;
  return insistBriefly(run, { store, clock, events, signals: { listen } });
}

it("closes at once what can be closed, and listens for nothing then", async () => {
  expect(await ledger(0).finish(closing)).toBe(true);
  expect({ said, sleepers: clock.sleepers }).toEqual({ said: [], sleepers: 0 });
});

it("tries again until the ledger takes it, and says so once", async () => {
  const finished = ledger(3).finish(closing);
  await clock.advance(3_000);
  expect(await finished).toBe(true);
  expect(said).toEqual([{ type: "run.unclosed", run, why: "the disk is full", forMs: 5_000 }]);
  expect({ listeners: listeners.size, sleepers: clock.sleepers }).toEqual({ listeners: 0, sleepers: 0 });
});

const STAYS_OPEN = {
  code: "store_unavailable",
  message: "backup timed out (exit 124), but its row stays open and will be called lost: the disk is full",
  next: "df -h /",
};

it("gives up after five seconds, and says how the run ended", async () => {
  const finished = ledger(99).finish(closing);
  const refusal = expect(finished).rejects.toMatchObject(STAYS_OPEN);
  await clock.advance(4_999);
  expect(tries).toBe(5);
  await clock.advance(1);
  await refusal;
  expect(tries).toBe(6);
  expect(listeners.size).toBe(0);
});

it("gives up at a signal", async () => {
  const finished = ledger(99).finish(closing);
  const refusal = expect(finished).rejects.toMatchObject(STAYS_OPEN);
  await clock.advance(1_500);
  for (const listener of listeners) listener("SIGINT");
  await refusal;
  expect(clock.now()).toBe(1_500);
});

it("does not try a defect again", async () => {
  fault = new TypeError("no such column");
  await expect(ledger(99).finish(closing)).rejects.toThrow("no such column");
  expect(tries).toBe(1);
});
