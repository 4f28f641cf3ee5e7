import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { bareBatches, BARE_TABLES } from "./bare.ts";
import { job, jobs } from "./jobs.ts";
import { median, milliseconds, type Measurement } from "./measure.ts";

export interface QueueSizes {
  single: number;
  bulk: number;
  /** How many runs wait while claims are measured. */
  waiting: number;
}

const BY = { host: "bench", now: Date.now() };
const OWNER = { host: "bench", bootId: "bench", pid: 1, startedAt: "1" };

/** What the queue costs the ledger, without a worker: in, and out again. */
export async function* benchQueue(sizes: QueueSizes): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  try {
    const store = openStore({ file: join(dir, "errand.db"), now: Date.now() });
    store.expectMuch();
    yield await benchSingle(store, join(dir, "single.db"), sizes.single);
    yield await benchBulk(store, join(dir, "bulk.db"), sizes.bulk);
    yield await benchTake(store, join(dir, "take.db"), sizes.bulk);
    store.close();
    yield await benchClaims(join(dir, "claims.db"), sizes.waiting);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function benchSingle(store: Store, bareFile: string, count: number): Promise<Measurement> {
  const bare = count / secondsOf(() => bareInserts(bareFile, count, 1));
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) await store.enqueue([job("single", BY.now)], BY);
  const rate = count / ((performance.now() - begun) / 1_000);
  return rateOf("enqueue one by one, durable", { rate, bar: 2_000, bare, limit: "bare commits" });
}

async function benchBulk(store: Store, bareFile: string, count: number): Promise<Measurement> {
  const bare = count / secondsOf(() => bareInserts(bareFile, count, 1_000));
  const rate = await bulkRateOf(store, count);
  return rateOf("enqueue in bulk, 1,000 at a time", { rate, bar: 100_000, bare, limit: "bare inserts" });
}

/** The same in a ledger of its own. */
export async function bulkRate(count: number): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const store = openStore({ file: join(dir, "errand.db"), now: Date.now() });
  store.expectMuch();
  const rate = await bulkRateOf(store, count);
  store.close();
  rmSync(dir, { recursive: true });
  return rate;
}

async function bulkRateOf(store: Store, count: number): Promise<number> {
  let seconds = 0;
  for (let left = count; left > 0; left -= 1_000) {
    // Made as it goes, as an application would: a hundred thousand kept in memory are a burden of the bench's own.
    const batch = jobs(1_000, "bulk", BY.now);
    const begun = performance.now();
    await store.enqueue(batch, BY);
    seconds += (performance.now() - begun) / 1_000;
  }
  return count / seconds;
}

/** The ledger's part of an inline run: begun and finished, with its attempt, in batches of 500. */
async function benchTake(store: Store, bareFile: string, count: number): Promise<Measurement> {
  const bare = bareBatches(bareFile, count);
  const begun = performance.now();
  let done = 0;
  for (let taken = await takeSome(store); taken > 0; taken = await takeSome(store)) done += taken;
  const rate = done / ((performance.now() - begun) / 1_000);
  return rateOf("take and finish in batches of 500", { rate, bar: 45_000, bare, limit: "bare statements" });
}

async function takeSome(store: Store): Promise<number> {
  const now = Date.now();
  const wish = { owner: OWNER, leaseUntil: now + 30_000, now, limit: 500, commands: ["bulk"], mostLosses: 0 };
  const { begun } = await store.take(wish);
  const answers = await store.finishMany(
    begun.map(({ id, attempt }) => ({
      ref: { runId: id, attempt },
      outcome: "succeeded",
      reason: null,
      exitCode: 0,
      signal: null,
      error: null,
      result: null,
      progress: null,
      finishedAt: now,
      cpuMs: 0,
      peakRss: 1,
      output: null,
    })),
  );
  return answers.length;
}

/** Half of them due, the others delayed, behind one key that is held, or in a queue that is shut. */
async function benchClaims(file: string, count: number): Promise<Measurement> {
  const store = openStore({ file, now: BY.now });
  await store.pauseQueue("shut", { at: BY.now, by: "bench", reason: null, until: null });
  for (let from = 0; from < count; from += 10_000)
    await store.enqueue(
      Array.from({ length: Math.min(10_000, count) }, (_, index) => waitingJob(from + index)),
      BY,
    );
  const times: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const begun = performance.now();
    const claimed = await store.claim({ owner: OWNER, leaseUntil: BY.now + 30_000, now: BY.now, limit: 8 });
    times.push(performance.now() - begun);
    if (claimed.length !== 8) throw new Error(`claimed ${claimed.length} of 8`);
  }
  store.close();
  const ms = median(times);
  return {
    name: `a claim of 8 of ${count} queued runs`,
    bar: "≤ 10 ms",
    figure: milliseconds(ms),
    met: ms <= 10,
  };
}

function waitingJob(index: number) {
  const command = `task-${index % 20}`;
  if (index % 10 < 5) return job(command, BY.now, { priority: index % 3 });
  if (index % 10 < 7) return job(command, BY.now, { runAfter: BY.now + 3_600_000 });
  return job(command, BY.now, { queue: "shut" });
}

function bareInserts(file: string, count: number, batch: number): void {
  const database = new DatabaseSync(file);
  database.exec(BARE_TABLES);
  const insert = database.prepare(
    "insert into jobs (queue, state, run_after, payload) values (?, 'queued', ?, ?)",
  );
  for (let from = 0; from < count; from += batch) {
    database.exec("begin immediate");
    for (let index = 0; index < batch; index += 1) insert.run("default", 1, "{}");
    database.exec("commit");
  }
  database.close();
}

function secondsOf(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1_000;
}

export function rateOf(
  name: string,
  { rate, bar, bare, limit }: { rate: number; bar: number; bare: number; limit: string },
): Measurement {
  const share = ((rate / bare) * 100).toFixed(0);
  const figure = `${rate.toFixed(0)} a second, ${share} % of ${limit} (${bare.toFixed(0)})`;
  return { name, bar: `≥ ${bar} a second`, figure, met: rate >= bar };
}
