import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { command, CrashProject, isAlive, MAIN, pidIn, until } from "./harness.ts";

const DRAINS = command(`console.log("up");
    await sleep(300_000, null, { signal }).catch(() => undefined);
    console.log("drained");
    return { done: 3 };`);
const DEAF = command(`console.log("up"); await sleep(300_000);`);

it.each([
  { signal: "SIGINT", code: 130 },
  { signal: "SIGTERM", code: 143 },
  { signal: "SIGHUP", code: 129 },
] as const)("lets a run drain on one $signal, and exits with $code", async ({ signal, code }) => {
  const project = new CrashProject({ "drains.ts": DRAINS });
  const running = project.start(["run", "drains"]);
  await running.says("up");
  running.kill(signal);
  const ended = await running.ended;
  expect(ended).toMatchObject({ code, stdout: "up\ndrained\n" });
  const run = await project.show();
  expect(run).toMatchObject({ state: "cancelled", exitCode: code, result: { done: 3 } });
  expect(run.reason).toContain(signal);
});

it("ends a deaf run at the second Ctrl-C", async () => {
  const project = new CrashProject({ "deaf.ts": DEAF });
  const running = project.start(["run", "deaf"]);
  await running.says("up");
  running.kill("SIGINT");
  await running.says("to stop");
  running.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect(await project.show()).toMatchObject({ state: "cancelled", exitCode: 130 });
});

it("ends a deaf run by force when its grace runs out", async () => {
  const project = new CrashProject({ "deaf.ts": DEAF });
  const running = project.start(["run", "--kill-after", "200ms", "deaf"]);
  await running.says("up");
  running.kill("SIGTERM");
  expect((await running.ended).code).toBe(143);
  const run = await project.show();
  expect(run).toMatchObject({ state: "cancelled", exitCode: 143 });
  expect(run.reason).toContain("by force");
});

it("passes a signal on to the program of exec and all below it", async () => {
  const project = new CrashProject({}, { "tree.sh": "sleep 300 & echo $! > below.pid; wait" });
  const running = project.start(["exec", "--", "sh", "tree.sh"]);
  const below = await pidIn(project, "below.pid");
  running.kill("SIGTERM");
  expect((await running.ended).code).toBe(143);
  await until("the end of what was below", () => !isAlive(below));
  expect(await project.show()).toMatchObject({ state: "cancelled" });
});

it("cancels a run of another process, and says who did", async () => {
  const project = new CrashProject({ "drains.ts": DRAINS });
  const running = project.start(["run", "drains"]);
  await running.says("up");
  const [live] = await project.history();
  const cancelled = await project.errand(["cancel", live?.id ?? ""]);
  expect(cancelled.code, cancelled.stderr).toBe(0);
  const run = await project.show();
  expect(run.state).toBe("cancelled");
  expect(run.reason).toMatch(/^cancelled by (?!SIG)/);
  expect((await running.ended).code).toBe(143);
});

it("cancels a deaf run of another process by force", async () => {
  const project = new CrashProject(
    { "spin.ts": command('process.stdout.write("up\\n"); await sleep(50); for (;;);') },
    {
      "errand.config.js": 'export default { killAfter: "300ms" };',
    },
  );
  const running = project.start(["run", "spin"]);
  await running.says("up");
  const cancelled = await project.errand(["cancel", "last"]);
  expect(cancelled.code, cancelled.stderr).toBe(0);
  await running.ended;
  expect(await project.show()).toMatchObject({ state: "cancelled", exitCode: 137 });
});

const HAS_SCRIPT = spawnSync("script", ["--version"]).status === 0;

describe.skipIf(!HAS_SCRIPT)("at a terminal (skipped where there is no script)", () => {
  const atTerminal = (words: string): string[] => [
    "-qec",
    `${process.execPath} ${MAIN} ${words}`,
    "/dev/null",
  ];

  it("ends a command that never yields at Ctrl-C, and the next look says so", async () => {
    const project = new CrashProject({ "spin.ts": command('console.log("up"); for (;;);') });
    const running = project.startProgram("script", atTerminal("run spin"));
    await running.says("up");
    const pid = (await project.history())[0]?.pid ?? -1;
    await until("its end", () => {
      if (isAlive(pid)) process.kill(pid, "SIGINT");
      return !isAlive(pid);
    });
    await running.ended;
    expect(await project.show()).toMatchObject({ state: "lost" });
  });

  it("drains a command at Ctrl-C that had not yielded for a while, and does now", async () => {
    const body = `const end = Date.now() + 4_000; while (Date.now() < end);
      await new Promise((turned) => setImmediate(turned)); await sleep(600);
      console.log("up"); await sleep(300_000, null, { signal }).catch(() => undefined); console.log("drained");`;
    const project = new CrashProject({ "slow.ts": command(body) });
    const running = project.startProgram("script", atTerminal("run slow"));
    await running.says("up");
    process.kill((await project.history())[0]?.pid ?? -1, "SIGINT");
    expect((await running.ended).stdout).toMatch(/cancelled by SIGINT[^]*drained/);
    expect(running.stdout).not.toContain("debugger");
    expect(await project.show()).toMatchObject({ state: "cancelled", exitCode: 130 });
  });
});
