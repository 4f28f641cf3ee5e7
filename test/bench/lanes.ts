import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock } from "../../src/system-clock.ts";
import { bareBatches, ipcMessages } from "./bare.ts";
import { job, jobs } from "./jobs.ts";
import { milliseconds, type Measurement } from "./measure.ts";
import { ERRAND, makeProject } from "./project.ts";
import { rateOf } from "./queue.ts";

export interface LaneSizes {
  inline: number;
  pool: number;
  process: number;
  pickUps: number;
  idleMs: number;
}

/** A whole worker, by the built CLI: from the queue to the closed row. */
export async function benchLanes(sizes: LaneSizes): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const bare = bareBatches(join(dir, "bare.db"), Math.max(1_000, sizes.inline));
  rmSync(dir, { recursive: true });
  const messages = await ipcMessages(Math.max(1_000, sizes.pool));
  const limits = { bare, limit: "bare statements" };
  return [
    rateOf("inline no-op runs", { rate: await rateIn("inline", sizes.inline), bar: 45_000, ...limits }),
    rateOf("pool no-op runs", {
      rate: await rateIn("pool", sizes.pool),
      bar: 20_000,
      bare: messages,
      limit: "IPC messages to two children and back",
    }),
    rateOf("no-op runs in a fresh process each", {
      rate: await rateIn("process", sizes.process),
      bar: 10,
      ...limits,
    }),
    ...(await benchPickUp(sizes)),
  ];
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
  while ((await succeeded(store)) < before + count) await systemClock.sleep(5);
  return performance.now() - begun;
}

async function succeeded(store: Store): Promise<number> {
  return (await store.countRuns({})).succeeded;
}

/** From an enqueue in this process to the first line of the command in another, and what the waiting costs. */
function benchPickUp({ pickUps, idleMs }: LaneSizes): Promise<Measurement[]> {
  return working(noop("inline", "return Date.now();"), async ({ store, worker }) => {
    const before = cpuMs(worker);
    await systemClock.sleep(idleMs);
    const share = (cpuMs(worker) - before) / idleMs;
    const megabytes = Number(/VmRSS:\s+(\d+) kB/.exec(procFile(worker, "status"))?.[1]) / 1_024;
    const latencies: number[] = [];
    for (let index = 0; index < pickUps; index += 1) latencies.push(await pickUp(store));
    latencies.sort((a, b) => a - b);
    const at = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
    return [
      {
        name: "from an enqueue to the first line of the command, across processes",
        bar: "p50 ≤ 20 ms",
        figure: `p50 ${milliseconds(at(0.5))}, p99 ${milliseconds(at(0.99))}`,
        met: at(0.5) <= 20,
      },
      {
        name: "an idle worker: CPU",
        bar: "≤ 1 %",
        figure: `${(share * 100).toFixed(2)} %`,
        met: share <= 0.01,
      },
      {
        name: "an idle worker: memory",
        bar: "≤ 150 MB",
        figure: `${megabytes.toFixed(0)} MB`,
        met: megabytes <= 150,
      },
    ];
  });
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

/** Clock ticks a second, fixed for user space on every Linux. */
const TICKS = 100;

function cpuMs(worker: ChildProcess): number {
  const stat = procFile(worker, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

function procFile({ pid }: ChildProcess, name: string): string {
  return readFileSync(`/proc/${pid ?? "self"}/${name}`, "latin1");
}
