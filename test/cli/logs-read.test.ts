import { expect, it, vi } from "vitest";
import { readOutput, type ReadHouse } from "../../src/cli/logs-read.ts";
import type { OutputChunk, Run } from "../../src/core/run.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { aRun } from "./a-run.ts";
import { chunks } from "./test-project.ts";

/** A ledger with one run, whose state and output a test changes as the reading goes on. */
function house() {
  const clock = manualClock(0);
  const rescue = vi.fn(async () => undefined);
  const written: Record<number, OutputChunk[]> = {};
  const ledger = { run: aRun({ state: "running", attempt: 1 }) as Run | undefined, written };
  const store: ReadHouse["store"] = {
    findRun: async () => ledger.run,
    readOutput: async ({ attempt }, from) =>
      (written[attempt] ?? []).filter(({ offset }) => offset >= from).slice(0, 1),
  };
  return { ledger, clock, rescue, house: { store, clock, rescue } };
}

const bytesOf = (output: OutputChunk[]): string =>
  output.map(({ bytes }) => Buffer.from(bytes).toString()).join("");

async function collect(batches: AsyncIterable<{ attempt: number; chunks: OutputChunk[] }>, into: string[]) {
  for await (const batch of batches) into.push(`${batch.attempt}:${bytesOf(batch.chunks)}`);
}

it("reads page by page and ends where the output ends", async () => {
  const { ledger, house: here } = house();
  ledger.written[1] = chunks(["stdout", "a"], ["stderr", "b"]);
  const seen: string[] = [];
  await collect(readOutput({ run: aRun({}), follow: false, signal: null }, here), seen);
  expect(seen).toEqual(["1:a", "1:b", "1:"]);
});

it("follows until the run is over, and misses nothing of its last words", async () => {
  const { ledger, clock, rescue, house: here } = house();
  ledger.written[1] = chunks(["stdout", "a"]);
  const seen: string[] = [];
  const following = collect(readOutput({ run: aRun({}), follow: true, signal: null }, here), seen);
  await clock.advance(150);
  expect(seen).toEqual(["1:a", "1:"]);
  ledger.written[1] = chunks(["stdout", "a"], ["stdout", "b"]);
  ledger.run = aRun({ state: "succeeded" });
  await clock.advance(200);
  await following;
  expect(seen).toEqual(["1:a", "1:", "1:b", "1:"]);
  // The owner may die at any time: each look asks whether it lives.
  expect(rescue).toHaveBeenCalledTimes(2);
});

it("goes on with the next attempt when the run is tried again", async () => {
  const { ledger, clock, house: here } = house();
  ledger.written[1] = chunks(["stdout", "first"]);
  const seen: string[] = [];
  const following = collect(readOutput({ run: aRun({}), follow: true, signal: null }, here), seen);
  await clock.advance(100);
  ledger.run = aRun({ state: "failed", attempt: 2 });
  ledger.written[2] = chunks(["stdout", "second"]);
  await clock.advance(200);
  await following;
  expect(seen).toEqual(["1:first", "1:", "2:second", "2:"]);
});

it("stays with the attempt that was asked for", async () => {
  const { ledger, house: here } = house();
  ledger.run = aRun({ state: "failed", attempt: 2 });
  ledger.written[1] = chunks(["stdout", "first"]);
  const seen: string[] = [];
  await collect(readOutput({ run: ledger.run, attempt: 1, follow: true, signal: null }, here), seen);
  expect(seen).toEqual(["1:first", "1:"]);
});

it("stops at once when it is told to, even asleep", async () => {
  const { clock, house: here } = house();
  const stop = new AbortController();
  const following = collect(readOutput({ run: aRun({}), follow: true, signal: stop.signal }, here), []);
  await clock.advance(10);
  expect(clock.sleepers).toBe(1);
  stop.abort();
  await following;
  expect(clock.sleepers).toBe(0);
});

it("ends when the run was pruned meanwhile", async () => {
  const { ledger, house: here } = house();
  ledger.run = undefined;
  await collect(readOutput({ run: aRun({}), follow: true, signal: null }, here), []);
});
