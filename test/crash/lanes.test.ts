import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { job } from "../bench/jobs.ts";
import { command, CrashProject, until, untilTouched } from "./harness.ts";
import { Queue } from "./queue-runs.ts";

/*
 * Runs that worked by the built CLI, in each lane: their output, their limits, and what ends them told apart.
 */

async function enqueue(queue: Queue, name: string, args: JsonObject = {}): Promise<string> {
  const now = Date.now();
  const [answer] = await queue.store.enqueue([job(name, now, { args, maxAttempts: 1 })], {
    host: "test",
    now,
  });
  return answer?.runId ?? "";
}

async function ended(queue: Queue, id: string) {
  return until(`run ${id} to end`, async () => {
    const run = await queue.store.findRun(id);
    return run && run.finishedAt !== null && run;
  });
}

async function printed(queue: Queue, runId: string): Promise<string> {
  const chunks = await queue.store.readOutput({ runId, attempt: 1 }, 0, 1_000_000);
  return chunks.map(({ bytes }) => Buffer.from(bytes).toString()).join("");
}

async function work(commands: Record<string, string>) {
  const project = new CrashProject(commands);
  const queue = new Queue(project);
  const worker = project.start(["start"]);
  await worker.says("scheduler.started");
  return { project, queue, worker };
}

describe.each(["pool", "inline"])("a command with isolation %s", (lane) => {
  it("keeps each run's result, and what it printed, by itself", async () => {
    const { queue } = await work({
      "say.ts": command(
        `console.log("this is " + args.n); return args.n;`,
        `isolation: "${lane}", args: z.object({ n: z.int() }),`,
      ),
    });
    const ids = await Promise.all([1, 2, 3, 4, 5].map((n) => enqueue(queue, "say", { n })));
    for (const [index, id] of ids.entries()) {
      expect(await ended(queue, id)).toMatchObject({ state: "succeeded", result: index + 1 });
      expect(await printed(queue, id)).toBe(`this is ${index + 1}\n`);
    }
  });

  it("has all that a command may ask for: steps, work done once, enqueue and start", async () => {
    const { queue } = await work({
      "ask.ts": command(
        `const first = await step("first", () => ({ did: 1 }));
        const only = await once("only", { for: "1h" }, () => ({ by: process.pid, at: Math.random() }));
        const queued = await enqueue("child", { n: 3 });
        const { runIds } = await start(chain(job("child", { n: 4 }), job("child", { n: 5 })));
        return { first, only, runs: [queued.runId, ...runIds] };`,
        `isolation: "${lane}",`,
      )
        .replace("exec }", "exec, step, once, enqueue, start }")
        .replace("{ CommandError", "{ chain, job, CommandError"),
      "child.ts": command(`return args.n;`, `isolation: "${lane}", args: z.object({ n: z.int() }),`),
    });
    const id = await enqueue(queue, "ask");
    const { state, result } = await ended(queue, id);
    const { runs, first, only } = (result ?? {}) as { runs: string[]; first: unknown; only: unknown };
    expect({ state, first }).toEqual({ state: "succeeded", first: { did: 1 } });
    for (const [index, run] of runs.entries())
      expect(await ended(queue, run)).toMatchObject({ state: "succeeded", result: index + 3 });
    expect((await queue.store.findRun(runs[0] ?? ""))?.parentId).toBe(id);
    const again = await ended(queue, await enqueue(queue, "ask"));
    expect(again.result).toMatchObject({ only });
  });

  it("fails by itself, and is told to stop at its limit", async () => {
    const { queue } = await work({
      "fail.ts": command(`throw new CommandError("no", { exitCode: 3 });`, `isolation: "${lane}",`),
      "slow.ts": command(
        `await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));`,
        `isolation: "${lane}", timeout: "200ms",`,
      ),
    });
    const [fail, slow] = [await enqueue(queue, "fail"), await enqueue(queue, "slow")];
    expect(await ended(queue, fail)).toMatchObject({ state: "failed", exitCode: 3 });
    expect(await ended(queue, slow)).toMatchObject({
      state: "timed_out",
      exitCode: 124,
      reason: "its limit of 200ms ran out",
    });
  });
});

describe("a pool's child", () => {
  it("lives one run after another, and another takes its place when one of them crashed", async () => {
    const { queue } = await work({
      "pid.ts": command(`return process.pid;`, `isolation: "pool",`),
      "crash.ts": command(`process.kill(process.pid, "SIGSEGV"); await sleep(10_000);`, `isolation: "pool",`),
    });
    const first = await ended(queue, await enqueue(queue, "pid"));
    const second = await ended(queue, await enqueue(queue, "pid"));
    expect(second.result).toBe(first.result);
    const crashed = await ended(queue, await enqueue(queue, "crash"));
    expect(crashed).toMatchObject({ state: "failed", reason: "ended by SIGSEGV", exitCode: 139 });
    const third = await ended(queue, await enqueue(queue, "pid"));
    expect(third.state).toBe("succeeded");
    expect(third.result).not.toBe(first.result);
  });

  it("loads a command anew when its file has changed", async () => {
    const { project, queue } = await work({ "say.ts": command(`return 1;`, `isolation: "pool",`) });
    expect((await ended(queue, await enqueue(queue, "say"))).result).toBe(1);
    project.write("commands/say.ts", command(`return 22;`, `isolation: "pool",`));
    expect((await ended(queue, await enqueue(queue, "say"))).result).toBe(22);
  });
});

describe.each(["process", "pool"])("a limit on memory, isolation %s", (lane) => {
  it("ends the run and says by how much it ran out", async () => {
    const { queue } = await work({
      "eat.ts": command(
        `const kept: Buffer[] = [];
        for (;;) { kept.push(Buffer.alloc(8 * 2 ** 20, 1)); await sleep(20); }`,
        `isolation: "${lane}", memory: "256MB",`,
      ),
    });
    const run = await ended(queue, await enqueue(queue, "eat"));
    expect(run).toMatchObject({ state: "failed", exitCode: 137 });
    expect(run.reason).toMatch(/^its memory limit of 256MB ran out: it had \d+(\.\d)?MB$/);
    const [attempt] = await queue.store.attempts(run.id);
    expect(attempt).toMatchObject({ outcome: "failed", signal: "SIGKILL" });
  });
});

describe("runs that were given to one child of a pool", () => {
  const NAP = command(
    `if (args.until === "") return process.pid;
    writeFileSync("naps", "");
    if (args.yields) ${untilTouched("go")} else while (!existsSync("go"));`,
    `isolation: "pool", args: z.object({ until: z.string().default(""), yields: z.boolean().default(false) }),`,
  );

  /** One that naps, after those `ahead` of it and with two quick ones behind, in the only child, known to be quick. */
  async function standBehind(nap: JsonObject, ahead: JsonObject[] = []) {
    const project = new CrashProject({ "nap.ts": NAP });
    const queue = new Queue(project);
    const worker = project.start(["start"], { env: { ERRAND_POOL_SIZE: "1" } });
    await worker.says("scheduler.started");
    const enqueueAll = async (wishes: JsonObject[]): Promise<string[]> => {
      const now = Date.now();
      const jobs = wishes.map((args) => job("nap", now, { args, maxAttempts: 1 }));
      return (await queue.store.enqueue(jobs, { host: "test", now })).map(({ runId }) => runId);
    };
    for (;;) {
      const quick = await enqueueAll(Array.from({ length: 500 }, () => ({})));
      for (const id of quick) await ended(queue, id);
      const ids = await enqueueAll([...ahead, { until: "go", ...nap }, {}, {}]);
      await until("the nap", () => project.has("naps"));
      const [napping = "", first = "", second = ""] = ids.slice(ahead.length);
      // It is seen by now that the nap takes its time.
      await worker.says(napping);
      const run = await queue.store.findRun(second);
      if (run?.state === "running")
        return { project, queue, before: ids.slice(0, ahead.length), napping, first, second };
      // On a machine that is busy with other things the quick ones were slow, and went one by one.
      project.touch("go");
      await ended(queue, second);
      for (const name of ["go", "naps"]) rmSync(project.path(name));
    }
  }

  it("are over when they are, though one behind them is not", async () => {
    const { project, queue, before, napping } = await standBehind({ yields: true }, [{}, {}]);
    for (const id of before) expect(await ended(queue, id)).toMatchObject({ state: "succeeded" });
    expect(await queue.store.findRun(napping)).toMatchObject({ state: "running" });
    project.touch("go");
    expect(await ended(queue, napping)).toMatchObject({ state: "succeeded" });
  });

  it("are cancelled while they wait, as soon as somebody asks for it", async () => {
    const { project, queue, napping, first, second } = await standBehind({ yields: true });
    const { code, stdout } = await project.errand(["cancel", second]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("is cancelled") });
    expect(await queue.store.findRun(second)).toMatchObject({
      state: "cancelled",
      exitCode: 143,
      reason: expect.stringMatching(/^cancelled by \S+ before it started$/),
    });
    expect(await queue.store.findRun(napping)).toMatchObject({ state: "running" });
    project.touch("go");
    for (const id of [napping, first]) expect(await ended(queue, id)).toMatchObject({ state: "succeeded" });
  });

  it("are cancelled while one that never yields has the child", async () => {
    const { project, queue, napping, first, second } = await standBehind({});
    expect(await project.errand(["cancel", second])).toMatchObject({ code: 0 });
    expect(await queue.store.findRun(second)).toMatchObject({
      state: "cancelled",
      reason: expect.stringMatching(/^cancelled by \S+ before it started$/),
    });
    expect(await queue.store.findRun(napping)).toMatchObject({ state: "running" });
    project.touch("go");
    for (const id of [napping, first]) expect(await ended(queue, id)).toMatchObject({ state: "succeeded" });
    expect(await queue.store.findRun(second)).toMatchObject({ state: "cancelled", result: null });
  });

  it("do not begin any more that were cancelled behind one that never yielded", async () => {
    const { project, queue, first, second } = await standBehind({});
    await queue.store.requestCancel(second, "ada", Date.now());
    project.touch("go");
    expect(await ended(queue, second)).toMatchObject({ state: "cancelled", result: null });
    expect(await ended(queue, first)).toMatchObject({ state: "succeeded" });
  });
});

describe("a pooled run", () => {
  const POOLED = `isolation: "pool", args: z.object({ ms: z.int().default(0) }),`;

  it.each([
    ["throws", `throw new Error("too late")`, "Error: too late"],
    ["rejects", `Promise.reject(new Error("too late"))`, "Error: too late"],
    ["exits", `process.exit(5)`, "process.exit(5)"],
  ])("changes no other run when its code %s after its end, and that is told", async (_, does, why) => {
    const { queue, worker } = await work({
      "late.ts": command(`setTimeout(() => { ${does} }, 300); return process.pid;`, POOLED),
      "calm.ts": command(`await sleep(args.ms); return process.pid;`, POOLED),
    });
    const first = await ended(queue, await enqueue(queue, "late"));
    const calm = await enqueue(queue, "calm", { ms: 800 });
    await worker.says(`code of late went on when its run was over: ${why}`);
    expect(await ended(queue, calm)).toMatchObject({ state: "succeeded", result: first.result });
    expect(await ended(queue, first.id)).toMatchObject({ state: "succeeded" });
  });

  it("begins in the folder of its project, wherever the one before it went", async () => {
    const { queue } = await work({
      "leave.ts": command(
        `const { mkdtempSync, rmdirSync } = await import("node:fs");
        const gone = mkdtempSync("/tmp/errand-gone-");
        process.chdir(gone);
        rmdirSync(gone);
        return process.pid;`,
        POOLED,
      ),
      "where.ts": command(`return { pid: process.pid, at: existsSync("commands/where.ts") };`, POOLED),
    });
    const { result: pid } = await ended(queue, await enqueue(queue, "leave"));
    const where = await ended(queue, await enqueue(queue, "where"));
    expect(where).toMatchObject({ state: "succeeded", result: { pid, at: true } });
  });

  it("has its own limit on memory, though the one before it left much in their process", async () => {
    const { queue } = await work({
      "leak.ts": command(
        `const mb = Number(process.env.LEAK_MB ?? 150);
        (globalThis.kept ??= []).push(Buffer.alloc(mb * 2 ** 20, 1));
        return process.pid;`,
        POOLED,
      ),
      "small.ts": command(`await sleep(args.ms); return process.pid;`, `memory: "128MB", ${POOLED}`),
    });
    await ended(queue, await enqueue(queue, "small"));
    const { result: pid } = await ended(queue, await enqueue(queue, "leak"));
    const small = await ended(queue, await enqueue(queue, "small", { ms: 600 }));
    expect(small).toMatchObject({ state: "succeeded", result: pid });
  });
});

it("tells causes of death apart", async () => {
  const { project, queue, worker } = await work({
    "exit.ts": command(`process.exit(9);`),
    "wait.ts": command(`writeFileSync("pid", String(process.pid)); ${untilTouched("never")}`),
  });
  const [exit, wait] = [await enqueue(queue, "exit"), await enqueue(queue, "wait")];
  expect(await ended(queue, exit)).toMatchObject({ exitCode: 9, reason: "process.exit(9) in the command" });
  const pid = await until("a pid", () => (project.has("pid") && Number(project.read("pid"))) || undefined);
  process.kill(pid, "SIGKILL");
  expect(await ended(queue, wait)).toMatchObject({
    state: "failed",
    exitCode: 137,
    reason: "ended by SIGKILL",
  });
  worker.kill("SIGTERM");
  await worker.ended;
});

it("ends with 0 after several inline commands were loaded at once", async () => {
  const names = ["one", "two", "three"];
  const inline = (name: string): [string, string] => [`${name}.ts`, command("", `isolation: "inline",`)];
  const project = new CrashProject(Object.fromEntries(names.map(inline)));
  const queue = new Queue(project);
  for (const name of names) await enqueue(queue, name);
  expect(await project.errand(["work", "--drain"])).toMatchObject({ code: 0, stderr: "" });
  expect((await project.history()).map(({ state }) => state)).toEqual(names.map(() => "succeeded"));
});
