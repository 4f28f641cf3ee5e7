import { beforeEach, expect, it } from "vitest";
import { ErrandError } from "../../src/core/errors.ts";
import type { Closing, Withdrawal } from "../../src/store/run-store.ts";
import type { Release } from "../../src/store/work-store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { insistOn, type RunStore } from "../../src/worker/insist.ts";

let clock: ManualClock;
let failures: number;
let calls: string[];
let until: AbortController;
let fault: Error;

beforeEach(() => {
  clock = manualClock();
  failures = 0;
  calls = [];
  until = new AbortController();
  fault = new ErrandError("store_unavailable", "the disk is full");
});

/** A ledger that fails its first calls. */
function store(failing: number): RunStore {
  const write = (name: string) => async () => {
    calls.push(name);
    if (calls.length <= failing) throw fault;
    return true;
  };
  const verbs = { finish: write("finish"), release: write("release"), requeue: write("requeue") };
  const batches = { finishMany: write("finishMany"), requeueMany: write("requeueMany") };
  const flaky = { ...verbs, ...batches, withdraw: write("withdraw"), begin: write("begin") };
  const onFailure = (): void => void (failures += 1);
  return insistOn(flaky as unknown as RunStore, { clock, onFailure, until: until.signal });
}

it.each([
  { verb: "finish", write: (ledger: RunStore) => ledger.finish({} as Closing) },
  {
    verb: "requeue",
    write: (ledger: RunStore) => ledger.requeue({} as Closing, { runAfter: 0, reason: null }),
  },
  { verb: "finishMany", write: (ledger: RunStore) => ledger.finishMany([]) },
  { verb: "requeueMany", write: (ledger: RunStore) => ledger.requeueMany([]) },
  { verb: "release", write: (ledger: RunStore) => ledger.release({} as Release) },
  { verb: "withdraw", write: (ledger: RunStore) => ledger.withdraw({} as Withdrawal) },
])("tries to $verb again until the ledger takes it", async ({ verb, write }) => {
  const written = write(store(3));
  await clock.advance(3_000);
  expect(await written).toBe(true);
  expect(calls).toEqual([verb, verb, verb, verb]);
  expect(failures).toBe(3);
});

it("does not insist on a start: there is always a later one", async () => {
  await expect(store(1).begin({} as never)).rejects.toThrow("the disk is full");
});

it("leaves it to the rescuer when there is no time left", async () => {
  const written = store(99).finish({} as Closing);
  await clock.advance(1_500);
  until.abort();
  await expect(written).rejects.toThrow("the disk is full");
});

it("does not insist on what can never succeed", async () => {
  fault = new TypeError("no such column");
  await expect(store(99).finish({} as Closing)).rejects.toThrow("no such column");
  expect(calls).toHaveLength(1);
});
