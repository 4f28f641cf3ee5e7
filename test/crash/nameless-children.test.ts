import { expect, it, onTestFinished } from "vitest";
import { command, CrashProject, isAlive, pidIn, until, untilTouched, type Running } from "./harness.ts";

/*
 * Children that a command starts by Node's own `spawn` with no environment: the run's id is not in it, so that they
 * are found by whose child they are.
 */

const TREE = [
  "trap '' TERM",
  "setsid sh -c 'trap \"\" TERM; echo $$ > far.pid; while :; do sleep 1; done' &",
  "echo $$ > near.pid",
  "wait",
].join("\n");

const SPAWNS = `const { spawn } = await import("node:child_process");
    spawn("/bin/sh", ["tree.sh"], { env: {}, stdio: "ignore", detached: true });
    ${untilTouched("far.pid")} ${untilTouched("near.pid")}`;

function project(end: string): CrashProject {
  return new CrashProject({ "spawns.ts": command(`${SPAWNS} ${end}`) }, { "tree.sh": TREE });
}

async function start(
  project: CrashProject,
  ...flags: string[]
): Promise<{ running: Running; pids: number[] }> {
  const running = project.start(["run", ...flags, "spawns"]);
  const pids = [await pidIn(project, "near.pid"), await pidIn(project, "far.pid")];
  onTestFinished(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
  });
  return { running, pids };
}

it("end with the run at its limit", async () => {
  const { running, pids } = await start(
    project("await sleep(300_000);"),
    "--timeout",
    "1s",
    "--kill-after",
    "200ms",
  );
  expect((await running.ended).code).toBe(137);
  expect(pids.filter(isAlive)).toEqual([]);
});

it("end with a run that fails", async () => {
  const { running, pids } = await start(project('throw new CommandError("no");'));
  expect((await running.ended).code).toBe(1);
  expect(pids.filter(isAlive)).toEqual([]);
});

it("are named when a run that succeeds leaves them", async () => {
  const { running, pids } = await start(project('process.chdir("/");'));
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  for (const pid of pids) expect(stderr).toContain(String(pid));
});

it("end with a run whose owner answers nobody and is killed from another terminal", async () => {
  const deaf = project("for (;;);");
  const { running, pids } = await start(deaf, "--kill-after", "100ms");
  const { id } = await deaf.show();
  const cancelled = await deaf.errand(["cancel", id], { env: { ERRAND_KILL_AFTER: "100ms" } });
  expect(cancelled.code, cancelled.stderr).toBe(0);
  expect((await running.ended).signal).toBe("SIGKILL");
  await until("the end of the children", () => !pids.some(isAlive));
  expect(await deaf.show()).toMatchObject({ state: "cancelled", exitCode: 137 });
});
