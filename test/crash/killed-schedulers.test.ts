import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { command, CrashProject, isAlive, until } from "./harness.ts";
import { descendantsOf, Queue, startDispatcher } from "./queue-runs.ts";

/** How many schedulers are killed, each at another moment of its runs' lives. */
const ROUNDS = 12;

const BRIEF = `void exec("sh", ["-c", "sleep 0.05"]).catch(() => {}); await sleep(30 * Math.random()); return "done";`;

it("leaves no process behind and no row unaccounted, whenever schedulers are killed", async () => {
  const project = new CrashProject({ "brief.ts": command(BRIEF) });
  const queue = new Queue(project);
  await queue.register({ command: "brief" });
  const ids: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const scheduler = await startDispatcher(project, { ERRAND_CONCURRENCY: "3" });
    for (let n = 0; n < 6; n += 1) ids.push(await queue.tick("brief"));
    // Not a wait for something: the moment itself is what differs.
    await sleep(round * 30);
    const below = descendantsOf(scheduler.pid);
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    await until("the end of all below it", () => !below.some(isAlive));
  }
  await startDispatcher(project);
  await until("the end of every run", async () => {
    const { queued, running } = await queue.store.countRuns({});
    return queued + running === 0;
  });
  const runs = await Promise.all(ids.map((id) => queue.store.findRun(id)));
  expect(runs).toHaveLength(ROUNDS * 6);
  expect(runs.filter((run) => run?.state !== "succeeded" && run?.state !== "lost")).toEqual([]);
  expect(await queue.store.openAttempts()).toEqual([]);
  for (const run of runs) {
    const attempts = await queue.store.attempts(run?.id ?? "");
    const begun = attempts.filter(({ startedAt }) => startedAt !== null);
    // Never twice: one that was lost on its way is not tried again.
    expect(begun, run?.id).toHaveLength(1);
  }
}, 120_000);
