import { expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, until } from "./harness.ts";
import { Queue } from "./queue-runs.ts";

const LONG = command(`console.log("up"); await sleep(300_000);`);

it("calls a run whose process was killed with -9 lost, and says why, at the very next look", async () => {
  const project = new CrashProject({ "long.ts": LONG });
  const running = project.start(["run", "long"]);
  await running.says("up");
  expect(await project.history()).toMatchObject([{ state: "running", pid: running.pid }]);
  running.kill("SIGKILL");
  await running.ended;
  const [run] = await project.history();
  expect(run).toMatchObject({ state: "lost", exitCode: null });
  expect(run?.reason).toContain(String(running.pid));
  expect(run?.finishedAt).not.toBeNull();
});

it("closes the row of a run that was killed with -9 within a second where errand start has nothing else to do", async () => {
  const project = new CrashProject({ "long.ts": LONG });
  const scheduler = project.start(["start"]);
  await scheduler.says("scheduler.started");
  const running = project.start(["run", "long"]);
  await running.says("up");
  const { store } = new Queue(project);
  running.kill("SIGKILL");
  await running.ended;
  const killedAt = Date.now();
  const run = await until("the end of the row, by nobody who was asked to look", async () => {
    const [row] = (await store.listRuns({}, { limit: 1 })).runs;
    return row?.state === "lost" && row;
  });
  expect((run.finishedAt ?? Infinity) - killedAt).toBeLessThan(1_000);
});

it("frees the overlap lock of a run that was killed with -9", async () => {
  const project = new CrashProject({ "long.ts": LONG });
  const first = project.start(["run", "long"]);
  await first.says("up");
  first.kill("SIGKILL");
  await first.ended;
  const second = project.start(["run", "long"]);
  await second.says("up");
  expect((await project.history()).map(({ state }) => state)).toEqual(["running", "lost"]);
});

it("ends what a killed run left behind, far away in sessions of their own too", async () => {
  const tree = "setsid sh -c 'echo $$ > far.pid; exec sleep 300' & echo $$ > near.pid; wait";
  const project = new CrashProject({
    "tree.ts": command(`await exec("sh", ["-c", ${JSON.stringify(tree)}]);`),
  });
  const running = project.start(["run", "tree"]);
  const left = [await pidIn(project, "near.pid"), await pidIn(project, "far.pid")];
  running.kill("SIGKILL");
  await running.ended;
  const [run] = await project.history();
  expect(run?.state).toBe("lost");
  await until("the end of what was left", () => !left.some(isAlive));
});

it("ends a run as failed when the parent of its grandchildren is killed with -9", async () => {
  const tree = "sleep 300 & echo $! > grandchild.pid; echo $$ > child.pid; wait";
  const project = new CrashProject({
    "tree.ts": command(`await exec("sh", ["-c", ${JSON.stringify(tree)}]);`),
  });
  const running = project.start(["run", "tree"]);
  const child = await pidIn(project, "child.pid");
  const grandchild = await pidIn(project, "grandchild.pid");
  process.kill(child, "SIGKILL");
  expect(await running.ended).toMatchObject({ code: 1 });
  const run = await project.show();
  expect(run).toMatchObject({ state: "failed", exitCode: 1 });
  expect(run.error?.message).toContain("SIGKILL");
  await until("the end of the grandchild", () => !isAlive(grandchild));
});
