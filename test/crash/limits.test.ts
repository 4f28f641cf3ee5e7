import { expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, until, type RunRow } from "./harness.ts";

it("ends a command that never yields, and its row says so", async () => {
  const project = new CrashProject({ "spin.ts": command("for (;;);") });
  const ended = await project.errand(["run", "--timeout", "1s", "--kill-after", "500ms", "spin"]);
  expect(ended).toMatchObject({ code: null, signal: "SIGKILL" });
  expect(ended.stderr).toMatch(
    /^errand: spin timed out after \S+ \(exit 137\): .* never yielded: ended by force 1\.5s after its start\. Next: errand show \S+\n$/,
  );
  const run = await project.show();
  expect(run).toMatchObject({ state: "timed_out", exitCode: 137 });
  expect(run.reason).toContain("never yielded");
  expect(run.attempts[0]?.cpuMs).toBeGreaterThan(0);
});

it("answers with the run as JSON when the command that it ends never yields", async () => {
  const project = new CrashProject({ "spin.ts": command('console.log("on my way"); for (;;);') });
  const flags = ["--json", "--timeout", "500ms", "--kill-after", "100ms"];
  const { stdout, signal } = await project.errand(["run", ...flags, "spin"]);
  const answer = JSON.parse(stdout) as { v: number; run: RunRow };
  expect(answer).toMatchObject({ v: 1, run: { command: "spin", state: "timed_out", exitCode: 137 } });
  expect(signal).toBe("SIGKILL");
  expect(await project.show(answer.run.id)).toMatchObject(answer.run);
});

it("keeps the one line that a command printed before it never yielded again", async () => {
  const project = new CrashProject({ "spin.ts": command('console.log("on my way"); for (;;);') });
  await project.errand(["run", "--timeout", "500ms", "--kill-after", "100ms", "spin"]);
  expect((await project.errand(["logs"])).stdout).toBe("on my way\n");
});

it("keeps all but the last fifth of a second of what work prints that never yields", async () => {
  const body = `const start = Date.now();
    for (let line = 0; ; line += 1) {
      process.stdout.write(line + "\\n");
      while (Date.now() < start + 100 * (line + 1));
    }`;
  const project = new CrashProject({ "chatty.ts": command(body) });
  await project.errand(["run", "--timeout", "1500ms", "--kill-after", "100ms", "chatty"]);
  const lines = (await project.errand(["logs"])).stdout.trim().split("\n");
  expect(lines.length).toBeGreaterThan(14);
});

it("keeps what a command that never yields had printed", async () => {
  const project = new CrashProject({ "spin.ts": command('for (;;) process.stdout.write("turn\\n");') });
  await project.errand(["run", "--timeout", "500ms", "--kill-after", "100ms", "spin"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  expect(await project.show()).toMatchObject({ state: "timed_out" });
  expect((await project.errand(["logs"])).stdout).toContain("turn");
});

it("lets a command end by itself at its soft limit", async () => {
  const body = `try { await sleep(300_000, null, { signal }); } catch { console.log(signal.reason.name); }`;
  const project = new CrashProject({ "soft.ts": command(body) });
  const ended = await project.errand(["run", "--timeout", "200ms", "soft"]);
  expect(ended).toMatchObject({ code: 124, stdout: "TimeoutError\n" });
  expect(await project.show()).toMatchObject({ state: "timed_out", exitCode: 124 });
});

it("ends a command that ignores its soft limit by force", async () => {
  const project = new CrashProject({ "deaf.ts": command("await sleep(300_000);") });
  const ended = await project.errand(["run", "--timeout", "200ms", "--kill-after", "200ms", "deaf"]);
  expect(ended.code).toBe(137);
  expect(await project.show()).toMatchObject({ state: "timed_out", exitCode: 137 });
});

it("takes a command's own limit, and a longer flag over it", async () => {
  const more = 'timeout: "200ms", killAfter: "200ms",';
  const project = new CrashProject({ "own.ts": command("await sleep(1_000);", more) });
  expect((await project.errand(["run", "own"])).code).toBe(137);
  expect((await project.errand(["run", "--timeout", "30s", "own"])).code).toBe(0);
});

const STUBBORN = [
  "trap '' TERM",
  "setsid sh -c 'trap \"\" TERM; echo $$ > far.pid; while :; do sleep 1; done' &",
  "sh -c 'trap \"\" TERM; echo $$ > near.pid; while :; do sleep 1; done' &",
  "wait",
].join("\n");

it.each([
  { title: "a command", words: ["run", "--timeout", "500ms", "--kill-after", "200ms", "tree"] },
  {
    title: "a program",
    words: ["exec", "--timeout", "500ms", "--kill-after", "200ms", "--", "sh", "tree.sh"],
  },
])(
  "leaves no descendant of $title alive after its limit, those with a session of their own included",
  async ({ words }) => {
    const project = new CrashProject(
      { "tree.ts": command('await exec("sh", ["tree.sh"]);') },
      { "tree.sh": STUBBORN },
    );
    const running = project.start(words);
    const pids = [await pidIn(project, "near.pid"), await pidIn(project, "far.pid")];
    const ended = await running.ended;
    expect(ended.code).toBe(137);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await project.show()).toMatchObject({ state: "timed_out", exitCode: 137 });
  },
);

it("ends the children of a command that never yields", async () => {
  const body =
    'void exec("sh", ["tree.sh"]).catch(() => {}); while (!existsSync("far.pid")) await sleep(10); for (;;);';
  const project = new CrashProject({ "tree.ts": command(body) }, { "tree.sh": STUBBORN });
  const running = project.start(["run", "--timeout", "2s", "--kill-after", "200ms", "tree"]);
  const pids = [await pidIn(project, "near.pid"), await pidIn(project, "far.pid")];
  await running.ended;
  await until("the end of the children", () => !pids.some(isAlive));
  expect(await project.show()).toMatchObject({ state: "timed_out" });
});

it.each(["process", "pool", "inline"])(
  "of a worker ends a run that waits for nothing but its signal, in isolation %s",
  async (isolation) => {
    const waits = `await new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)));`;
    const project = new CrashProject({ "waits.ts": command(waits, `isolation: "${isolation}",`) });
    const env = { ERRAND_WORK_TIMEOUT: "500ms" };
    expect((await project.errand(["enqueue", "--attempts", "1", "waits"])).code).toBe(0);
    expect((await project.errand(["work", "--drain"], { env })).code).toBe(0);
    expect(await project.show()).toMatchObject({
      state: "timed_out",
      exitCode: 124,
      reason: "its limit of 500ms ran out",
    });
  },
);

it.each(["process", "pool"])(
  "of a worker leaves figures of what a run used that was ended by force, in isolation %s",
  async (isolation) => {
    const more = `isolation: "${isolation}", timeout: "1500ms", killAfter: "100ms", attempts: 1,`;
    const project = new CrashProject({ "spin.ts": command("for (;;);", more) });
    expect((await project.errand(["enqueue", "spin"])).code).toBe(0);
    expect((await project.errand(["work", "--drain"])).code).toBe(0);
    const [attempt] = (await project.show()).attempts;
    expect(attempt?.cpuMs).toBeGreaterThan(0);
    expect(attempt?.peakRss).toBeGreaterThan(0);
  },
);
