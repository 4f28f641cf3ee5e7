import { describe, expect, it } from "vitest";
import { command, CrashProject, said, until, untilTouched } from "./harness.ts";

/*
 * Inline runs live in the worker itself. One whose code never yields is ended with its worker, which another takes the
 * place of; nobody else's run is the worse for it.
 */

const SPIN = command(
  `await sleep(1); writeFileSync("spins", ""); for (;;);`,
  `isolation: "inline", timeout: "500ms", killAfter: "500ms", attempts: 3,`,
);
const WAIT = (isolation: string): string =>
  command(
    `writeFileSync(args.name, ""); ${untilTouched("go")} return attempt;`,
    `isolation: "${isolation}",
    args: z.object({ name: z.string() }),`,
  ).replace("async run({ args,", "async run({ attempt, args,");

async function enqueue(project: CrashProject, ...words: string[]): Promise<void> {
  expect((await project.errand(["enqueue", ...words])).code).toBe(0);
}

/** A worker with a run of each lane in hand, until one of its inline runs never yields. */
async function stall(spin: string) {
  const project = new CrashProject({
    "spin.ts": spin,
    "inline.ts": WAIT("inline"),
    "pool.ts": WAIT("pool"),
    "process.ts": WAIT("process"),
  });
  const names = ["inline", "pool", "process"];
  for (const name of names) await enqueue(project, name, "--name", `${name}-began`);
  const worker = project.start(["work"]);
  await until("three runs", () => names.every((name) => project.has(`${name}-began`)));
  await enqueue(project, "spin");
  return { project, worker, names };
}

describe("an inline run that never yields", () => {
  it("is closed as timed out and ends its worker; the others are given back and end well elsewhere", async () => {
    const { project, worker, names } = await stall(SPIN);
    const ended = await worker.ended;
    expect(ended.signal).toBe("SIGKILL");
    expect(said(ended)).toEqual([
      expect.stringMatching(
        /^errand: spin never yielded: this worker \(pid \d+\) is ended by force with it; 3 other runs are queued again\. Next: errand show \S+$/,
      ),
    ]);
    const [spin] = await project.history("--command", "spin");
    expect(spin).toMatchObject({ state: "timed_out", exitCode: 137, failures: 1, losses: 0 });
    expect(spin?.reason).toBe(
      `its limit ran out, and it never yielded: ended by force, and its worker (pid ${worker.pid}) with it; ` +
        "not tried again: it would keep the next worker too",
    );
    expect((await project.show(spin?.id)).attempts[0]?.peakRss).toBeGreaterThan(0);
    for (const name of names) {
      const [run] = await project.history("--command", name);
      expect(run).toMatchObject({ state: "queued", failures: 0, losses: 0 });
      expect((await project.show(run?.id)).attempts.map(({ outcome }) => outcome)).toEqual(["interrupted"]);
    }
    project.touch("go");
    expect((await project.errand(["work", "--drain"])).code).toBe(0);
    const runs = await project.history("--state", "succeeded");
    expect(runs.map(({ command: name, result }) => [name, result]).toSorted()).toEqual(
      names.map((name) => [name, 2]),
    );
    expect((await project.errand(["dead", "list"])).stdout).toContain("spin");
  });

  it("is cancelled by force, and its worker with it, when a person asks for that", async () => {
    const { project, worker } = await stall(SPIN.replace('timeout: "500ms"', 'timeout: "1h"'));
    await until("the loop", () => project.has("spins"));
    const [run] = await project.history("--command", "spin");
    const cancel = await project.errand(["cancel", run!.id]);
    expect({ ...cancel, code: 0 }).toMatchObject({ code: 0, stdout: expect.stringContaining("cancelled") });
    expect((await worker.ended).signal).toBe("SIGKILL");
    expect(await project.show(run!.id)).toMatchObject({
      state: "cancelled",
      reason: expect.stringContaining("never yielded: ended by force, and its worker"),
    });
  });
});

it("leaves what ended in children meanwhile as it ended, and does not run it again", async () => {
  const waits = (isolation: string, then: string): string =>
    command(
      `writeFileSync("${isolation}-began", ""); ${untilTouched("spins")} ${then}`,
      `isolation: "${isolation}", attempts: 3, args: z.object({ key: z.string().default("hush-hush").meta({ secret: true }) }),`,
    );
  const project = new CrashProject({
    "spin.ts": SPIN,
    "pool.ts": waits("pool", `return { worked: true, with: args.key };`),
    "process.ts": waits("process", `throw new CommandError(\`no \${args.key}\`, { exitCode: 9 });`),
  });
  const names = ["pool", "process"];
  for (const name of names) await enqueue(project, name);
  const worker = project.start(["work"]);
  await until("two runs", () => names.every((name) => project.has(`${name}-began`)));
  await enqueue(project, "spin");
  expect(said(await worker.ended)).toEqual([
    expect.stringMatching(
      /^errand: spin never yielded: .* is ended by force with it\. Next: errand show \S+$/,
    ),
  ]);
  const [pooled] = await project.history("--command", "pool");
  expect(pooled).toMatchObject({ state: "succeeded", result: { worked: true, with: "[secret]" }, losses: 0 });
  const [failed] = await project.history("--command", "process");
  expect(failed).toMatchObject({ state: "queued", failures: 1, losses: 0 });
  expect(failed?.reason).toContain("no [secret]");
  for (const run of [pooled, failed]) expect((await project.show(run?.id)).attempts).toHaveLength(1);
});

it("lets a worker be whose inline run keeps the loop for a while within its limit", async () => {
  const project = new CrashProject({
    "slow.ts": command(
      `for (const end = Date.now() + 4_000; Date.now() < end;); return "done";`,
      `isolation: "inline", timeout: "1m",`,
    ),
  });
  await enqueue(project, "slow");
  expect((await project.errand(["work", "--drain"])).code).toBe(0);
  expect(await project.show()).toMatchObject({ state: "succeeded", result: "done" });
});

it("hears a stop that came while its loop stood still as soon as that turns: what it has ends well", async () => {
  const project = new CrashProject({
    "slow.ts": command(
      `writeFileSync("spins", ""); for (const end = Date.now() + 3_000; Date.now() < end;); return "done";`,
      `isolation: "inline", timeout: "1m",`,
    ),
  });
  await enqueue(project, "slow");
  const worker = project.start(["work"]);
  await until("the loop", () => project.has("spins"));
  worker.kill("SIGTERM");
  expect(await worker.ended).toMatchObject({ code: 0, signal: null });
  expect(await project.show()).toMatchObject({ state: "succeeded", result: "done" });
});

describe("an inline run that calls process.exit()", () => {
  it.each([
    ["at once", "process.exit(args.code);"],
    ["after a wait", "await sleep(5); process.exit(args.code);"],
    ["by its name", `(await import("node:process")).exit(args.code);`],
    ["amid a timer", "setTimeout(() => process.exit(args.code), 5); await sleep(60_000);"],
    ["in a promise of nobody's", "void sleep(5).then(() => process.exit(args.code)); await sleep(60_000);"],
  ])("%s ends with its code, and nothing else in its worker does", async (_, body) => {
    const leaves = `isolation: "inline", attempts: 1, args: z.object({ code: z.int() }),`;
    const project = new CrashProject({ "leaves.ts": command(body, leaves), "inline.ts": WAIT("inline") });
    await enqueue(project, "inline", "--name", "began");
    for (const code of ["0", "7"]) await enqueue(project, "leaves", "--code", code);
    const worker = project.start(["work", "--drain"]);
    await until("both ends", async () => {
      const runs = await project.history("--command", "leaves");
      return runs.every(({ finishedAt }) => finishedAt !== null);
    });
    project.touch("go");
    expect(await worker.ended).toMatchObject({ code: 0, signal: null });
    const reason = (code: number): string => `process.exit(${code}) in the command`;
    expect(await project.history("--command", "leaves")).toMatchObject([
      { state: "failed", exitCode: 7, failures: 1, losses: 0, reason: reason(7) },
      { state: "succeeded", exitCode: 0, failures: 0, losses: 0, reason: reason(0) },
    ]);
    expect(await project.history("--command", "inline")).toMatchObject([{ state: "succeeded", result: 1 }]);
  });

  it("when it was made to end and went on ends its worker as it would have", async () => {
    const body = `for (const end = Date.now() + 1_500; Date.now() < end;) await sleep(10); process.exit(0);`;
    const rules = `isolation: "inline", timeout: "200ms", killAfter: "100ms", attempts: 3,`;
    const project = new CrashProject({ "leaves.ts": command(body, rules), "inline.ts": WAIT("inline") });
    await enqueue(project, "inline", "--name", "began");
    await enqueue(project, "leaves");
    const worker = project.start(["work"]);
    await until("its row to be closed", async () => {
      const [run] = await project.history("--command", "leaves");
      return run?.finishedAt !== null;
    });
    project.touch("go");
    expect(await worker.ended).toMatchObject({ code: 137, signal: null });
    expect(await project.history("--command", "leaves")).toMatchObject([
      { state: "timed_out", exitCode: 137, failures: 1, losses: 0 },
    ]);
    expect(await project.history("--command", "inline")).toMatchObject([{ state: "succeeded", result: 1 }]);
  });
});
