import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock } from "../../src/system-clock.ts";
import { bareBatches, ipcMessages } from "./bare.ts";
import { job, jobs } from "./jobs.ts";
import { measureIdle } from "./idle.ts";
import { milliseconds, type Measurement } from "./measure.ts";
import { ERRAND, makeProject } from "./project.ts";
import { rateOf } from "./queue.ts";

export interface LaneSizes {
  inline: number;
  pool: number;
  process: number;
  /** How many runs are enqueued one after the other, each when the last one is over. */
  pickUps: number;
  /** And how many after so long a calm. */
  calm: { pickUps: number; ms: number };
  idleMs: number;
}

/** A whole worker, by the built CLI: from the queue to the closed row. */
export async function* benchLanes(sizes: LaneSizes): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const bare = bareBatches(join(dir, "bare.db"), Math.max(1_000, sizes.inline));
  rmSync(dir, { recursive: true });
  const messages = await ipcMessages(Math.max(1_000, sizes.pool));
  const limits = { bare, limit: "bare statements" };
  yield rateOf("inline no-op runs", {
    rate: await rateIn("inline", sizes.inline),
    bar: 45_000,
    ...limits,
  });
  yield rateOf("pool no-op runs", {
    rate: await rateIn("pool", sizes.pool),
    bar: 20_000,
    bare: messages,
    limit: "IPC messages to two children and back",
  });
  yield rateOf("no-op runs in a fresh process each", {
    rate: await rateIn("process", sizes.process),
    bar: 10,
    ...limits,
  });
  yield* await benchPickUp(sizes);
}

function noop(lane: string, body = ""): string {
  return `import { defineCommand } from "errand";
export default defineCommand({ summary: "Do nothing", isolation: "${lane}", run() { ${body} } });
`;
}

interface Worked {
  store: Store;
  worker: ChildProcess;
}

async function working<Result>(command: string, work: (worked: Worked) => Promise<Result>): Promise<Result> {
  const project = makeProject({ "commands/noop.ts": command });
  const store = openStore({ file: join(project.dir, ".errand/errand.db"), now: Date.now() });
  const worker = spawn(process.execPath, [ERRAND, "start"], {
    cwd: project.dir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  worker.stdout.resume();
  try {
    // The module is loaded, the first child is there, and the worker has seen how quick it is.
    await enqueueAndAwait(store, 50);
    return await work({ store, worker });
  } finally {
    worker.kill("SIGTERM");
    if (worker.exitCode === null) await once(worker, "exit");
    store.close();
    project.remove();
  }
}

/** From the moment they are due to the last closed row. */
export function rateIn(lane: string, count: number): Promise<number> {
  return working(noop(lane), async ({ store }) => {
    const ms = await enqueueAndAwait(store, count);
    return count / (ms / 1_000);
  });
}

async function enqueueAndAwait(store: Store, count: number): Promise<number> {
  const before = await succeeded(store);
  const now = Date.now();
  const dueAt = now + 200 + Math.ceil(count / 10);
  const waiting = jobs(count, "noop", now).map((one) => ({
    ...one,
    waiting: { ...one.waiting, runAfter: dueAt },
  }));
  for (let from = 0; from < count; from += 5_000)
    await store.enqueue(waiting.slice(from, from + 5_000), { host: "bench", now });
  const dueIn = Math.max(0, dueAt - Date.now());
  await systemClock.sleep(dueIn);
  const begun = performance.now();
  while (await isAnyOpen(store)) await systemClock.sleep(LOOK_EVERY_MS);
  const tookMs = performance.now() - begun;
  const done = (await succeeded(store)) - before;
  if (done !== count) throw new Error(`${done} of ${count} runs succeeded`);
  return tookMs;
}

/** Whoever watches takes the time of the processors that work: a look costs microseconds, and there are few of them. */
const LOOK_EVERY_MS = 20;

async function isAnyOpen(store: Store): Promise<boolean> {
  const { runs } = await store.listRuns({ states: ["queued", "running"] }, { limit: 1 });
  return runs.length > 0;
}

async function succeeded(store: Store): Promise<number> {
  return (await store.countRuns({})).succeeded;
}

/** What waiting for work costs, and how soon one that comes after a calm, or close behind another, is picked up. */
function benchPickUp({ pickUps, calm, idleMs }: LaneSizes): Promise<Measurement[]> {
  return working(noop("inline", "return Date.now();"), async ({ store, worker }) => {
    const measured: Measurement[] = [];
    for await (const one of measureIdle(worker, { name: "an idle worker", memory: 150, watchMs: idleMs }))
      measured.push(one);
    const afterCalm: number[] = [];
    for (let index = 0; index < calm.pickUps; index += 1) {
      await systemClock.sleep(calm.ms);
      afterCalm.push(await pickUp(store));
    }
    const inTurn: number[] = [];
    for (let index = 0; index < pickUps; index += 1) inTurn.push(await pickUp(store));
    return [
      ...measured,
      latencyOf("from an enqueue to the first line of the command, across processes", inTurn),
      latencyOf(`the same after ${calm.ms} ms in which nothing was queued`, afterCalm),
    ];
  });
}

function latencyOf(name: string, ms: number[]): Measurement {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return {
    name,
    bar: "p50 ≤ 20 ms, p99 ≤ 60 ms",
    figure: `p50 ${milliseconds(at(0.5))}, p99 ${milliseconds(at(0.99))}`,
    met: at(0.5) <= 20 && at(0.99) <= 60,
  };
}

async function pickUp(store: Store): Promise<number> {
  const now = Date.now();
  const one = job("noop", now);
  await store.enqueue([one], { host: "bench", now });
  for (;;) {
    const run = await store.findRun(one.run.id);
    if (run?.state === "succeeded") return (run.result as number) - now;
    await systemClock.sleep(2);
  }
}
