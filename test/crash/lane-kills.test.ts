import { expect, it } from "vitest";
import { jobs } from "../bench/jobs.ts";
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
