import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEventBus } from "../../src/core/events.ts";
import { runSchedules } from "../../src/scheduler/schedule-loop.ts";
import { Scheduler } from "../../src/scheduler/scheduler.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock } from "../../src/system-clock.ts";
import { schedule } from "../store/build.ts";
import { measureIdle } from "./idle.ts";
import { median, milliseconds, type Measurement } from "./measure.ts";
import { ERRAND, makeProject } from "./project.ts";

export interface SchedulerSizes {
  /** How many schedules fall due in one instant, and in how many instants. */
  ticks: { schedules: number; seconds: number };
  /** How many schedules an idle scheduler keeps, and how long it is watched, in ms. */
  idle: { schedules: number; watchMs: number };
  /** How many runs are started one after the other. */
  starts: number;
}

/** What a scheduler costs: how late it is in a crowd, what it takes when nothing is due, how soon a run's code runs. */
export async function* benchScheduler(sizes: SchedulerSizes): AsyncGenerator<Measurement> {
  yield await benchCrowd(sizes.ticks);
  yield* benchIdle(sizes.idle);
  yield await benchStartLatency(sizes.starts);
}

/** All in the same instant, which is the worst that a second can bring, in the loop of `errand start`. */
async function benchCrowd({ schedules, seconds }: SchedulerSizes["ticks"]): Promise<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const store = openStore({ file: join(dir, "errand.db"), now: Date.now() });
  store.expectMuch();
  try {
    await register(store, schedules, { kind: "every", ms: 1_000 });
    const late = await lateOnes(store, seconds);
    const p99 = late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? Number.NaN;
    return {
      name: `${schedules} ticks due in one instant, ${seconds} times: p99 of how late their runs are created`,
      bar: "≤ 50 ms",
      figure: `${milliseconds(p99)} (median ${milliseconds(median(late))}, ${late.length} runs)`,
      met: p99 <= 50,
    };
  } finally {
    store.close();
    rmSync(dir, { recursive: true });
  }
}

/** How late each run was created, in ms, of so many instants after the first pass: that one has to learn what there is. */
async function lateOnes(store: Store, instants: number): Promise<number[]> {
  const late: number[] = [];
  const over = new AbortController();
  let first = Infinity;
  const settle: Store["settle"] = async (settlements, by) => {
    const results = await store.settle(settlements, by);
    const now = Date.now();
    const due = results.flatMap(({ ticks }) => ticks.map(({ scheduledFor }) => scheduledFor));
    late.push(...due.filter((at) => at >= first && at < first + instants * 1_000).map((at) => now - at));
    if (due.some((at) => at >= first + (instants - 1) * 1_000)) over.abort();
    return results;
  };
  const house = { store: { ...store, settle }, clock: systemClock, events: createEventBus() };
  const owner = { host: "bench", bootId: "bench", pid: process.pid, startedAt: "1" };
  const scheduler = new Scheduler({ ...house, environment: "bench", host: "bench", actor: "bench" });
  const onPass = (): void => void (first = Math.min(first, (Math.floor(Date.now() / 1_000) + 1) * 1_000));
  await runSchedules({ ...house, onQueued: () => undefined, onPass, scheduler, owner }, over.signal);
  return late;
}

async function register(
  store: Store,
  count: number,
  rule: { kind: "every"; ms: number } | ((index: number) => { kind: "cron"; expression: string }),
): Promise<void> {
  const now = Date.now();
  for (let index = 0; index < count; index += 1) {
    const id = `task-${index}`;
    const own = typeof rule === "function" ? rule(index) : rule;
    await store.addSchedule(
      { ...schedule({ id, command: id, overlapKey: id, overlap: "allow" }), rule: own, source: "dynamic" },
      now,
    );
  }
}

/** A real process with nothing to do. */
async function* benchIdle({ schedules, watchMs }: SchedulerSizes["idle"]): AsyncGenerator<Measurement> {
  const project = makeProject({});
  const store = openStore({ file: join(project.dir, ".errand/errand.db"), now: Date.now() });
  // Half a day away, so that nothing falls due while it is watched.
  const hour = (new Date().getUTCHours() + 12) % 24;
  await register(store, schedules, (index) => ({ kind: "cron", expression: `${index % 60} ${hour} * * *` }));
  store.close();
  const child = await startErrand(project.dir);
  try {
    yield* measureIdle(child, {
      name: `${schedules} schedules`,
      memory: 300,
      watchMs,
    });
  } finally {
    await stopErrand(child);
    project.remove();
  }
}

const STAMP = `import { defineCommand, every } from "errand";

export default defineCommand({ summary: "Say when", schedule: every("1s"), run: () => ({ at: Date.now() }) });
`;

/** From the tick to the first line of the command's own code, in a child process. */
async function benchStartLatency(starts: number): Promise<Measurement> {
  const project = makeProject({ "commands/stamp.ts": STAMP });
  const child = await startErrand(project.dir);
  try {
    await systemClock.sleep((starts + 1) * 1_000);
  } finally {
    await stopErrand(child);
  }
  const store = openStore({ file: join(project.dir, ".errand/errand.db"), now: Date.now() });
  const { runs } = await store.listRuns({ states: ["succeeded"] }, { limit: starts });
  store.close();
  project.remove();
  const latencies = runs.map(
    ({ result, scheduledFor }) => (result as { at: number }).at - (scheduledFor ?? 0),
  );
  const ms = median(latencies);
  return {
    name: "from a tick to the first line of the command, in a child process",
    bar: "≤ 150 ms",
    figure: `median ${milliseconds(ms)} of ${latencies.length}`,
    met: ms <= 150,
  };
}

/** Ready when it says that it began. */
async function startErrand(cwd: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [ERRAND, "start"], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("scheduler.started")) break;
  }
  return child;
}

async function stopErrand(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
