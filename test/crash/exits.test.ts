import { expect, it, onTestFinished } from "vitest";
import { command, CrashProject, isAlive, said } from "./harness.ts";

const CASES = [
  {
    title: "process.exit(3) in a command is a failure with exit code 3",
    body: "process.exit(3);",
    code: 3,
    row: { state: "failed", exitCode: 3, reason: "process.exit(3) in the command" },
  },
  {
    title: "process.exit(0) in a command is a success that says how it ended",
    body: "process.exit(0);",
    code: 0,
    row: { state: "succeeded", exitCode: 0, reason: "process.exit(0) in the command" },
  },
  {
    title: "process.exit() after output keeps the output",
    body: 'process.stdout.write("last words\\n"); process.exit(4);',
    code: 4,
    row: { state: "failed", exitCode: 4 },
    output: "last words",
  },
  {
    title: "a rejection that nobody awaits fails the run",
    body: 'Promise.reject(new Error("stray rejection")); await sleep(300_000);',
    code: 1,
    row: { state: "failed", exitCode: 1, error: { message: "stray rejection" } },
  },
  {
    title: "an error thrown in a timer fails the run",
    body: 'setTimeout(() => { throw new Error("thrown in a timer"); }, 5); await sleep(300_000);',
    code: 1,
    row: { state: "failed", exitCode: 1, error: { message: "thrown in a timer" } },
  },
  {
    title: "a promise that nothing can settle fails the run when the loop is empty",
    body: "await new Promise(() => {});",
    code: 1,
    row: { state: "failed", exitCode: 1 },
    reason: "never settled",
  },
  {
    title: "an expected failure has its own exit code and no stack",
    body: 'throw new CommandError("no essays", { exitCode: 9 });',
    code: 9,
    row: { state: "failed", exitCode: 9, error: { name: "CommandError", message: "no essays", stack: null } },
  },
  {
    title: "an error that is no Error fails the run",
    body: 'throw "a bare text";',
    code: 1,
    row: { state: "failed", exitCode: 1 },
  },
  {
    title: "process.abort() leaves a row that is not running",
    body: "process.abort();",
    code: null,
    row: { state: "lost" },
  },
  {
    title: "process.exitCode that a command sets on the way fails its run",
    body: "process.exitCode = 5;",
    code: 5,
    row: { state: "failed", exitCode: 5 },
  },
];

it.each(CASES)("$title", async ({ body, code, row, reason, output }) => {
  const project = new CrashProject({ "it.ts": command(body) });
  const ended = await project.errand(["run", "it"]);
  expect(ended.code, ended.stderr).toBe(code);
  const run = await project.show();
  expect(run).toMatchObject(row);
  if (reason !== undefined) expect(run.reason).toContain(reason);
  if (output !== undefined) expect((await project.errand(["logs"])).stdout).toContain(output);
});

it("tells of a run that process.exit() ended as of any other", async () => {
  const project = new CrashProject({ "it.ts": command('console.log("on my way"); process.exit(3);') });
  const ended = await project.errand(["run", "it"]);
  expect(ended.stdout).toBe("on my way\n");
  expect(ended.stderr).toMatch(
    /^errand: it failed after \S+ \(exit 3\): process\.exit\(3\) in the command\. Next: errand show \S+\n$/,
  );
});

const FAR = "setsid sh -c 'echo $$ > far.pid; exec sleep 300' & echo $$ > near.pid; wait";
const STARTED = `void exec("sh", ["-c", ${JSON.stringify(FAR)}]).catch(() => {});
  while (!existsSync("far.pid") || !existsSync("near.pid")) await sleep(10);`;

it("ends what a command left behind that failed by process.exit(), before its row is closed", async () => {
  const project = new CrashProject({ "it.ts": command(`${STARTED} process.exit(3);`) });
  const ended = await project.errand(["run", "it"]);
  const pids = [Number(project.read("near.pid")), Number(project.read("far.pid"))];
  expect(pids.filter(isAlive)).toEqual([]);
  expect(said(ended)[0]).toMatch(/^errand: ended what it left behind: \d+ .*sleep 300/);
  expect(await project.show()).toMatchObject({ state: "failed", exitCode: 3 });
});

it("ends what runs on when a command calls process.exit() at its limit", async () => {
  const body = `signal.addEventListener("abort", () => process.exit(0)); ${STARTED} await sleep(300_000);`;
  const project = new CrashProject({ "it.ts": command(body) });
  const ended = await project.errand(["run", "--timeout", "1s", "it"]);
  expect([Number(project.read("near.pid")), Number(project.read("far.pid"))].filter(isAlive)).toEqual([]);
  expect(ended.code).toBe(124);
  expect(await project.show()).toMatchObject({ state: "timed_out", exitCode: 124 });
});

it("leaves and names what a command left behind that succeeded by process.exit()", async () => {
  const project = new CrashProject({ "it.ts": command(`${STARTED} process.exit(0);`) });
  const ended = await project.errand(["run", "it"]);
  const pids = [Number(project.read("near.pid")), Number(project.read("far.pid"))];
  onTestFinished(() => pids.filter(isAlive).forEach((pid) => process.kill(pid)));
  expect(pids.filter((pid) => !isAlive(pid))).toEqual([]);
  expect(said(ended)[0]).toMatch(/^errand: left running: /);
});

it("answers --json though the command calls process.exit()", async () => {
  const project = new CrashProject({ "it.ts": command("process.exit(3);") });
  const { code, stdout } = await project.errand(["run", "--json", "it"]);
  expect(code).toBe(3);
  const { run } = JSON.parse(stdout) as { run: object };
  expect(run).toMatchObject({ state: "failed", exitCode: 3, reason: "process.exit(3) in the command" });
});

it("leaves though a command left a timer and a server open, and says what they are", async () => {
  const body = 'setInterval(() => {}, 1000); (await import("node:net")).createServer().listen(0);';
  const project = new CrashProject({ "open.ts": command(body) });
  const ended = await project.errand(["run", "open"]);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/kept the process open: .*Timeout/);
  expect(await project.show()).toMatchObject({ state: "succeeded" });
});
