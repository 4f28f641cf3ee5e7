import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { USUAL_WAITING } from "../../src/store/queue-store.ts";
import { startRequest } from "../store/build.ts";
import { command, CrashProject, until } from "./harness.ts";
import { descendantsOf, startDispatcher } from "./queue-runs.ts";

const STEPS = 6;
/** Kills before what is left is lived in peace. */
const KILLS = 5;

/** Each step notes that it was done, and then that it has returned; a kill may fall anywhere. */
const STEPPING = command(`
  const { appendFileSync } = await import("node:fs");
  for (let n = 1; n <= ${STEPS}; n += 1) {
    const got = await step("step " + n, async () => {
      appendFileSync("notes", "did " + n + "\\n");
      await sleep(10);
      return { n };
    });
    if (got.n !== n) throw new Error("step " + n + " gave " + JSON.stringify(got));
    appendFileSync("notes", "returned " + n + "\\n");
    await sleep(10);
  }
`).replace("exec }", "exec, step }");

/** Longer than all of a run, from the start of its process: anywhere in it. */
const moment = (): number => 60 + Math.random() * 400;

function expectNoneRepeated(project: CrashProject, told: string): void {
  const notes = project.read("notes").trim().split("\n");
  for (let n = 1; n <= STEPS; n += 1) {
    const returned = notes.indexOf(`returned ${n}`);
    expect(returned, `step ${n} never returned; ${told}`).toBeGreaterThanOrEqual(0);
    expect(
      notes.indexOf(`did ${n}`, returned),
      `step ${n} was done again; ${told}: ${notes.join(", ")}`,
    ).toBe(-1);
  }
}

function linesIn(project: CrashProject): number {
  return project.has("notes") ? project.read("notes").split("\n").length - 1 : 0;
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

it("repeats no step that returned when a run in the terminal's process is killed again and again, and retried", async () => {
  const project = new CrashProject({ "stepping.ts": STEPPING });
  const moments: number[] = [];
  const live = async (kill: boolean): Promise<void> => {
    const [last] = await project.history("--limit", "1");
    if (last?.state === "succeeded") return;
    const running = project.start(last ? ["retry", last.id] : ["run", "stepping"]);
    if (kill) {
      moments.push(Math.round(moment()));
      await Promise.race([sleep(moments.at(-1)), running.ended]);
      running.kill("SIGKILL");
    }
    await running.ended;
  };
  for (let kills = 0; kills < KILLS; kills += 1) await live(true);
  await live(false);
  expect((await project.show()).state).toBe("succeeded");
  expectNoneRepeated(project, `killed after ${moments.join(", ")} ms`);
});

it("repeats no step that returned when the child of a worker is killed again and again, and its run retried", async () => {
  const project = new CrashProject({ "stepping.ts": STEPPING });
  const store = openStore({ file: project.path(".errand/errand.db"), now: Date.now() });
  const worker = await startDispatcher(project);
  let parentId: string | null = null;
  for (let kills = 0; ; kills += 1) {
    const now = Date.now();
    const { run } = startRequest({
      command: "stepping",
      trigger: parentId === null ? "queue" : "retry",
      parentId,
      now,
    });
    const waiting = { ...USUAL_WAITING, runAfter: now };
    const overlap = { key: "stepping", policy: "allow" as const };
    const job = { run, overlap, waiting, dedupeKey: null, idempotency: null, workflowId: null };
    await store.enqueue([job], { host: "web-1", now });
    if (kills < KILLS) {
      const lines = linesIn(project) + Math.ceil(Math.random() * 3);
      const isOver = async () => (await store.findRun(run.id))?.finishedAt != null;
      await until("a part of the run", async () => linesIn(project) >= lines || isOver());
      await sleep(Math.random() * 20);
      // The one that lives the run, and those that wait for others.
      for (const child of descendantsOf(worker.pid)) killIfThere(child);
    }
    const over = await until("its end", async () => {
      const found = await store.findRun(run.id);
      return found?.finishedAt == null ? undefined : found;
    });
    if (over.state === "succeeded" || kills > KILLS) break;
    parentId = run.id;
  }
  store.close();
  expect((await project.show()).state).toBe("succeeded");
  expect(await project.history("--state", "failed")).not.toEqual([]);
  expectNoneRepeated(project, "children killed");
});
