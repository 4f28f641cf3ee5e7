import { expect, it } from "vitest";
import { job, jobs } from "../bench/jobs.ts";
import { command, CrashProject, until } from "./harness.ts";
import { descendantsOf, Queue } from "./queue-runs.ts";

/*
 * Many short runs in each lane, while children of a pool and whole workers are killed: nothing is lost, and what the
 * ledger calls done is never done again.
 */

const noting = (lane: string): string =>
  command(`writeFileSync("notes", runId + "\\n", { flag: "a" });`, `isolation: "${lane}",`).replace(
    "exec }",
    "exec, runId }",
  );

async function enqueue(queue: Queue, count: number): Promise<string[]> {
  const now = Date.now();
  const waiting = jobs(count, "note", now);
  await queue.store.enqueue(waiting, { host: "test", now });
  return waiting.map(({ run }) => run.id);
}

function notesIn(project: CrashProject): string[] {
  return project.has("notes") ? project.read("notes").trim().split("\n") : [];
}

const untilNoted = (project: CrashProject, count: number): Promise<unknown> =>
  until(`${count} notes`, () => notesIn(project).length >= count);

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

async function expectEachDone(project: CrashProject, queue: Queue, ids: readonly string[]): Promise<void> {
  await until("all runs to succeed", async () => (await queue.store.countRuns({})).succeeded === ids.length);
  const noted = Map.groupBy(notesIn(project), (id) => id);
  expect(noted.size).toBe(ids.length);
  for (const id of ids) {
    const attempts = await queue.store.attempts(id);
    expect(attempts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(1);
    expect(attempts.at(-1)?.outcome).toBe("succeeded");
    expect(noted.get(id)?.length, `${id} was lived more often than it was begun`).toBeLessThanOrEqual(
      attempts.length,
    );
  }
}

it("lives every run of a pool whose children are killed with runs in hand, and none that is done again", async () => {
  const project = new CrashProject({ "note.ts": noting("pool") });
  const queue = new Queue(project);
  const ids = await enqueue(queue, 3_000);
  const worker = project.start(["work"]);
  for (const count of [200, 900]) {
    await untilNoted(project, count);
    for (const pid of descendantsOf(worker.pid)) killIfThere(pid);
  }
  await expectEachDone(project, queue, ids);
});

/** What a dead worker had begun lives in a fresh child each, so it should not have very much in hand. */
const SMALL = { ERRAND_POOL_MAX_RUNS: "100" };

it.each(["pool", "inline"])("lives every run of a worker that is killed, isolation %s", async (lane) => {
  const project = new CrashProject({ "note.ts": noting(lane) });
  const queue = new Queue(project);
  const ids = await enqueue(queue, 300);
  const worker = project.start(["work"], { env: SMALL });
  await untilNoted(project, 60);
  worker.kill("SIGKILL");
  await worker.ended;
  project.start(["work"]);
  await expectEachDone(project, queue, ids);
});

const WILFUL = command(
  `writeFileSync("notes", args.place + "\\n", { flag: "a" });
  if (args.how === "killed") process.kill(process.pid, "SIGKILL");
  if (args.how === "leaves") process.exit(3);
  if (args.how === "spins") for (;;);
  if (args.how === "throws") throw new Error("thrown");
  return args.how === "returns" ? { place: args.place } : undefined;`,
  `isolation: "pool", timeout: "1s", killAfter: "200ms", args: z.object({ place: z.number(), how: z.string() }),`,
);

it("blames the run that ended its child or kept it, and neither blames nor repeats those before it", async () => {
  const project = new CrashProject({ "wilful.ts": WILFUL });
  const queue = new Queue(project);
  const worker = project.start(["work"], { env: { ERRAND_POOL_SIZE: "1" } });
  await worker.says("worker.started");
  const others = ["", "returns", "throws"];
  const ways = Array.from({ length: 400 }, (_, place) => others[place % 3] ?? "");
  const wilful: Record<string, string> = {
    killed: "ended by SIGKILL",
    leaves: "process.exit(3) in the command",
  };
  for (const [at, how] of ["killed", "leaves", "spins"].entries()) ways[150 + 80 * at] = how;
  const now = Date.now();
  const waiting = ways.map((how, place) => job("wilful", now, { args: { how, place }, maxAttempts: 1 }));
  await queue.store.enqueue(waiting, { host: "test", now });
  await until("all runs to be over", async () => {
    const { runs } = await queue.store.listRuns({ states: ["queued", "running"] }, { limit: 1 });
    return runs.length === 0;
  });
  const ended = await Promise.all(waiting.map(({ run }) => queue.store.findRun(run.id)));
  for (const [place, run] of ended.entries()) {
    const how = ways[place] ?? "";
    const state = { "": "succeeded", returns: "succeeded", spins: "timed_out" }[how] ?? "failed";
    expect(run, `run ${place}, which ${how}`).toMatchObject({
      state,
      failures: state === "succeeded" ? 0 : 1,
      losses: 0,
    });
    if (how in wilful) expect(run?.reason).toBe(wilful[how]);
    if (how === "returns") expect(run?.result).toEqual({ place });
  }
  const lived = notesIn(project).map(Number);
  expect(lived.sort((a, b) => a - b)).toEqual(ways.map((_, place) => place));
});
