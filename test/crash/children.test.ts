import { expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, until, untilTouched } from "./harness.ts";
import { childOf, Queue, startDispatcher, type Told } from "./queue-runs.ts";

/** A project whose one command is scheduled, and a process that lives what is queued. */
async function scheduled(body: string, { more = "", env = {}, ...told }: Told & Setup) {
  const project = new CrashProject({ [`${told.command}.ts`]: command(body, more) });
  const queue = new Queue(project);
  await queue.register(told);
  const scheduler = await startDispatcher(project, env);
  return { project, queue, scheduler };
}

interface Setup {
  more?: string;
  env?: Record<string, string>;
}

it("lives a queued run in a child, and its row tells all", async () => {
  const { project, queue, scheduler } = await scheduled(
    `console.log("hello from " + process.pid); log.info("line"); return { pid: process.pid };`,
    { command: "greet" },
  );
  const id = await queue.tick("greet");
  await scheduler.says("run.finished");
  const run = await project.show(id);
  expect(run).toMatchObject({ state: "succeeded", exitCode: 0, pid: scheduler.pid });
  expect(run.result).not.toEqual({ pid: scheduler.pid });
  const { stdout } = await project.errand(["logs", id]);
  expect(stdout).toContain("hello from");
  expect(stdout).toContain('"msg":"line"');
});

it.each([
  { how: "throws", body: `throw new TypeError("no such essay");`, row: { exitCode: 1, reason: null } },
  {
    how: "fails as expected",
    body: `throw new CommandError("nothing to do", { exitCode: 9 });`,
    row: { exitCode: 9, error: { name: "CommandError", message: "nothing to do", stack: null } },
  },
  {
    how: "calls process.exit()",
    body: `console.log("last words"); process.exit(7);`,
    row: { exitCode: 7, reason: "process.exit(7) in the command" },
  },
  {
    how: "is killed",
    body: `process.kill(process.pid, "SIGKILL"); await sleep(60_000);`,
    row: { exitCode: 137, reason: "ended by SIGKILL" },
  },
  {
    how: "never settles",
    body: `await new Promise(() => {});`,
    row: { exitCode: 1, reason: expect.stringContaining("never settled") },
  },
  {
    how: "returns what is no JSON",
    body: `return { kept: [{ at: new Date() }] };`,
    row: {
      exitCode: 1,
      error: expect.objectContaining({ message: expect.stringContaining("result.kept[0].at") }),
    },
  },
  {
    how: "throws where nobody awaits",
    body: `setTimeout(() => { throw new RangeError("late"); }, 10); await sleep(60_000);`,
    row: { exitCode: 1, error: expect.objectContaining({ name: "RangeError", message: "late" }) },
  },
])("says of a run that $how what it was", async ({ body, row }) => {
  const { project, queue, scheduler } = await scheduled(
    body.replace("setTimeout", "(await import('node:timers')).setTimeout"),
    { command: "ends" },
  );
  const id = await queue.tick("ends");
  await scheduler.says("run.finished");
  expect(await project.show(id)).toMatchObject({ state: "failed", ...row });
  expect(scheduler.isOver()).toBe(false);
});

it("says that the heap was full, and lives on", async () => {
  const { project, queue, scheduler } = await scheduled(
    `const kept = []; for (;;) kept.push(new Array(100_000).fill(kept.length));`,
    { command: "hoards", env: { NODE_OPTIONS: "--max-old-space-size=64" } },
  );
  const id = await queue.tick("hoards");
  await scheduler.says("run.finished");
  const run = await project.show(id);
  expect(run).toMatchObject({ state: "failed", exitCode: 134 });
  expect(run.reason).toContain("out of memory");
  expect((await project.errand(["logs", id])).stdout).toContain("heap out of memory");
  expect(scheduler.isOver()).toBe(false);
});

it("keeps the head and the tail of 200 MB that are printed in one go, and all words of a log", async () => {
  const { project, queue, scheduler } = await scheduled(
    `const line = "x".repeat(1023) + "\\n";
     for (let n = 0; n < 200 * 1024; n += 1) process.stdout.write(line);
     console.log("that was all");
     return { rss: process.memoryUsage.rss() };`,
    { command: "floods" },
  );
  const id = await queue.tick("floods");
  await until("the end of the flood", async () => (await queue.store.findRun(id))?.state === "succeeded");
  const run = await project.show(id);
  expect(run.attempts[0]?.outputBytes).toBe(200 * 1024 * 1024 + 13);
  expect((run.result as { rss: number }).rss).toBeLessThan(300e6);
  expect((await project.errand(["logs", id])).stdout).toContain("that was all");
  expect(scheduler.isOver()).toBe(false);
});

it("keeps a secret that the environment gives out of every row", async () => {
  const { project, queue, scheduler } = await scheduled(
    `console.log("token " + args.token); log.info(args.token); return { token: args.token };`,
    {
      command: "leaks",
      more: `args: z.object({ token: z.string().meta({ secret: true, env: "LEAK_TOKEN" }) }),`,
      env: { LEAK_TOKEN: "hunter2-correct" },
    },
  );
  const id = await queue.tick("leaks");
  await scheduler.says("run.finished");
  const shown = JSON.stringify(await project.show(id)) + (await project.errand(["logs", id])).stdout;
  expect(shown).toContain("token [secret]");
  expect(shown).not.toContain("hunter2-correct");
});

it("ends what a module started while it was loaded, when its run is refused", async () => {
  const starts = `import { spawn } from "node:child_process";
    import { writeFileSync } from "node:fs";
    const { pid } = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
    writeFileSync("left.pid", String(pid));
    throw new Error("no such essay");`;
  const project = new CrashProject({ "starts.ts": starts });
  const queue = new Queue(project);
  await queue.register({ command: "starts" });
  const scheduler = await startDispatcher(project);
  await queue.tick("starts");
  await scheduler.says("run.finished");
  expect(isAlive(await pidIn(project, "left.pid"))).toBe(false);
});

it("is no verb for people", async () => {
  const project = new CrashProject({});
  const called = await project.errand(["attend", "."]);
  expect(called).toMatchObject({ code: 2 });
  expect(called.stderr).toContain("attend is what a scheduler calls");
  expect((await project.errand(["--help"])).stdout).not.toContain("attend");
});

it.each([
  {
    what: "args that are refused",
    more: `args: z.object({ n: z.number().max(3) }),`,
    told: {},
    args: { n: 9 },
    message: "n",
  },
  {
    what: "a command that is gone",
    more: "",
    told: { command: "gone", id: "c" },
    args: {},
    message: 'no command "gone"',
  },
])("leaves a failed row for $what", async ({ more, told, args, message }) => {
  const { project, queue, scheduler } = await scheduled("", { command: "c", more, ...told });
  if (told.command) (await import("node:fs")).rmSync(project.path("commands/gone.ts"));
  const id = await queue.tick("c", args);
  await scheduler.says("run.finished");
  const run = await project.show(id);
  expect(run).toMatchObject({ state: "failed", reason: "it was refused before its first line" });
  expect(run.error?.message).toContain(message);
});

it.each([
  { text: `console.error("boom"); process.exit(4);`, message: /bad\.ts does not load: .*exit\(4\)/ },
  {
    text: `console.error("boom"); process.kill(process.pid, "SIGKILL"); for (;;);`,
    message: /bad ended its process \(SIGKILL: boom\) while it was prepared/,
  },
  { text: `throw new Error("no such thing");`, message: /bad\.ts does not load: .*no such thing/ },
])("leaves a failed row for a module that says $text", async ({ text, message }) => {
  const project = new CrashProject({ "bad.ts": text });
  const queue = new Queue(project);
  await queue.register({ command: "bad" });
  const scheduler = await startDispatcher(project);
  const id = await queue.tick("bad");
  await scheduler.says("run.finished");
  expect((await project.show(id)).error?.message).toMatch(message);
});

it.each([
  { says: "false", reason: "when() said no" },
  { says: '"the office is closed"', reason: "when() said no: the office is closed" },
])("records that when() said $says", async ({ says, reason }) => {
  const { project, queue, scheduler } = await scheduled("", {
    command: "asks",
    more: `schedule: { every: "1d", when: async ({ scheduledFor }) => scheduledFor instanceof Date && ${says} },`,
    conditional: true,
  });
  const id = await queue.tick("asks");
  await scheduler.says("run.skipped");
  expect(await project.show(id)).toMatchObject({ state: "skipped", reason });
});

it("ends a child that never yields at its hard limit, and nothing else", async () => {
  const { project, queue, scheduler } = await scheduled(
    `writeFileSync("pid", String(process.pid)); if (args.spin) for (;;); ${untilTouched("go")}`,
    {
      command: "spins",
      more: `timeout: "300ms", killAfter: "200ms", args: z.object({ spin: z.boolean() }),`,
    },
  );
  const id = await queue.tick("spins", { spin: true });
  const pid = await pidIn(project, "pid");
  await scheduler.says("run.finished");
  expect(isAlive(pid)).toBe(false);
  expect(await project.show(id)).toMatchObject({ state: "timed_out", exitCode: 137 });
});

it("tells a command why it must end, and lets it end by itself", async () => {
  const { project, queue, scheduler } = await scheduled(
    `try { await sleep(60_000, null, { signal }); } catch { console.log(signal.reason.name); return "tidied"; }`,
    { command: "tidy", more: `timeout: "200ms",` },
  );
  const id = await queue.tick("tidy");
  await scheduler.says("run.finished");
  expect(await project.show(id)).toMatchObject({ state: "timed_out", exitCode: 124, result: "tidied" });
  expect((await project.errand(["logs", id])).stdout).toContain("TimeoutError");
});

it.each([
  { what: "waits", body: `await sleep(300_000);` },
  { what: "never yields", body: `for (;;);` },
])(
  "ends a child that $what, and what it started, within two seconds of its scheduler's death",
  async ({ body }) => {
    const tree = "setsid sh -c 'echo $$ > far.pid; exec sleep 300' & echo $$ > near.pid; wait";
    const { project, queue, scheduler } = await scheduled(
      `writeFileSync("own.pid", String(process.pid));
     void exec("sh", ["-c", ${JSON.stringify(tree)}]).catch(() => {});
     while (!existsSync("far.pid") || !existsSync("near.pid")) await sleep(10);
     ${body}`,
      { command: "orphan" },
    );
    const id = await queue.tick("orphan");
    const pids = [
      await pidIn(project, "far.pid"),
      await pidIn(project, "near.pid"),
      await pidIn(project, "own.pid"),
    ];
    scheduler.kill("SIGKILL");
    const died = Date.now();
    await until("the end of the child and of its children", () => !pids.some(isAlive));
    expect(Date.now() - died).toBeLessThan(2_000);
    expect((await project.history()).find((run) => run.id === id)).toMatchObject({ state: "lost" });
  },
);

it("leaves no spare child behind, however the scheduler ends", async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const project = new CrashProject({});
    new Queue(project);
    const scheduler = await startDispatcher(project);
    const spare = await until("a spare child", () => childOf(scheduler.pid));
    scheduler.kill(signal);
    await scheduler.ended;
    await until("the end of the spare child", () => !isAlive(spare));
  }
});

it("cancels a run that a scheduler lives, and lets the scheduler be", async () => {
  const { project, queue, scheduler } = await scheduled(`console.log("up"); await sleep(300_000);`, {
    command: "long",
    env: { ERRAND_KILL_AFTER: "300ms" },
  });
  const id = await queue.tick("long");
  await scheduler.says("run.started");
  const cancelled = await project.errand(["cancel", id]);
  expect(cancelled).toMatchObject({ code: 0 });
  expect(await project.show(id)).toMatchObject({ state: "cancelled", exitCode: 143 });
  expect(scheduler.isOver()).toBe(false);
});

it("never lives more runs at once than it may, and all of a burst", async () => {
  const { project, queue, scheduler } = await scheduled(
    `writeFileSync("live-" + process.pid, ""); 
     const live = (await import("node:fs")).readdirSync(".").filter((name) => name.startsWith("live-")).length;
     await sleep(20); (await import("node:fs")).rmSync("live-" + process.pid); return live;`,
    { command: "burst", env: { ERRAND_CONCURRENCY: "3" } },
  );
  const ids = [];
  for (let n = 0; n < 50; n += 1) ids.push(await queue.tick("burst"));
  await until("the end of the burst", async () => {
    const { succeeded } = await queue.store.countRuns({});
    return succeeded === 50;
  });
  const runs = await Promise.all(ids.map((id) => queue.store.findRun(id)));
  const most = Math.max(...runs.map((run) => Number(run?.result)));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
  expect((await project.history()).length).toBe(50);
  expect(scheduler.isOver()).toBe(false);
}, 120_000);
