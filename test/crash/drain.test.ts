import { expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, said, until, untilTouched } from "./harness.ts";
import { Queue, startDispatcher, type Told } from "./queue-runs.ts";

const LONG = `writeFileSync("pid", String(process.pid)); console.log("up"); ${untilTouched("go")} return "done";`;
const HEEDS = `writeFileSync("pid", String(process.pid)); await sleep(300_000, null, { signal });`;

/** A run that is under way, and what lives it. */
async function underWay(body: string, env: Record<string, string>, told: Partial<Told> = {}) {
  const project = new CrashProject({ "long.ts": command(body) });
  const queue = new Queue(project);
  await queue.register({ command: "long", ...told });
  const scheduler = await startDispatcher(project, env);
  const id = await queue.tick("long");
  const pid = await pidIn(project, "pid");
  return { project, queue, scheduler, id, pid };
}

const LATEST = { catchUp: { policy: "latest" as const, withinMs: 3_600_000, max: 1, spacingMs: 0 } };

it("lets a run end within the grace, and starts no other", async () => {
  const { project, queue, scheduler, id } = await underWay(LONG, { ERRAND_GRACE: "20s" });
  scheduler.kill("SIGTERM");
  const later = await queue.tick("long");
  project.touch("go");
  expect(await scheduler.ended).toMatchObject({ code: 0 });
  expect(await project.show(id)).toMatchObject({ state: "succeeded", result: "done" });
  expect(await project.show(later)).toMatchObject({ state: "queued" });
});

it("calls a run that outlives the grace interrupted, where its schedule does not catch up", async () => {
  const { project, scheduler, id } = await underWay(HEEDS, { ERRAND_GRACE: "100ms" });
  scheduler.kill("SIGTERM");
  expect(await scheduler.ended).toMatchObject({ code: 0 });
  expect(await project.show(id)).toMatchObject({
    state: "interrupted",
    reason: "interrupted: errand was told to stop",
    error: null,
  });
});

it("puts such a run back into the queue where its schedule catches up, and the next scheduler lives it", async () => {
  const body = `if (args.never) return; writeFileSync("pid", String(process.pid)); ${untilTouched("go")} return "done";`;
  const env = { ERRAND_GRACE: "50ms", ERRAND_KILL_AFTER: "100ms" };
  const { project, queue, scheduler, id, pid } = await underWay(body, env, LATEST);
  scheduler.kill("SIGTERM");
  expect(await scheduler.ended).toMatchObject({ code: 0 });
  expect(isAlive(pid)).toBe(false);
  const cut = await project.show(id);
  expect(cut).toMatchObject({ state: "queued" });
  expect(cut.attempts).toMatchObject([{ outcome: "interrupted" }]);
  project.touch("go");
  await startDispatcher(project);
  await until("its second attempt", async () => (await queue.store.findRun(id))?.state === "succeeded");
  expect((await project.show(id)).attempts).toMatchObject([
    { outcome: "interrupted" },
    { outcome: "succeeded" },
  ]);
});

it("ends what runs at once when it is told a second time", async () => {
  const env = { ERRAND_GRACE: "300s", ERRAND_KILL_AFTER: "300s" };
  const { project, scheduler, id, pid } = await underWay(LONG, env);
  scheduler.kill("SIGTERM");
  await until("the first word to be heard", () => project.errand(["status"]).then(() => true));
  scheduler.kill("SIGTERM");
  expect(await scheduler.ended).toMatchObject({ code: 0 });
  expect(isAlive(pid)).toBe(false);
  expect(await project.show(id)).toMatchObject({ state: "interrupted" });
});

it("keeps children out of reach of the terminal's Ctrl-C and a service's stop", async () => {
  const { project, scheduler, id, pid } = await underWay(LONG, { ERRAND_GRACE: "20s" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(pid, signal);
  scheduler.kill("SIGINT");
  project.touch("go");
  await scheduler.ended;
  expect(await project.show(id)).toMatchObject({ state: "succeeded", result: "done" });
});

it("claims again what a scheduler that was killed had claimed or left queued", async () => {
  const { project, queue, scheduler, id } = await underWay(LONG, { ERRAND_CONCURRENCY: "1" });
  const waiting = await queue.tick("long");
  scheduler.kill("SIGKILL");
  await scheduler.ended;
  project.touch("go");
  const next = await startDispatcher(project);
  await until("the run that waited", async () => (await queue.store.findRun(waiting))?.state === "succeeded");
  expect(await project.show(id)).toMatchObject({ state: "lost" });
  expect(next.stdout).toContain(`run.lost ${id}`);
});

it("lives a program of a schedule in a group of its own, and requeues it as any run", async () => {
  const project = new CrashProject({});
  const queue = new Queue(project);
  const program = { file: "sh", args: ["-c", "echo $$ > pid; cat; echo $GREETING; [ -e go ] || sleep 300"] };
  const whole = { ...program, cwd: null, env: { GREETING: "hej" }, stdin: "from stdin\n" };
  await queue.register({ command: "prog", program: whole, ...LATEST });
  const env = { ERRAND_GRACE: "50ms", ERRAND_KILL_AFTER: "100ms" };
  const scheduler = await startDispatcher(project, env);
  const id = await queue.tick("prog");
  await pidIn(project, "pid");
  scheduler.kill("SIGTERM");
  expect(said(await scheduler.ended)).toEqual([]);
  expect(await project.show(id)).toMatchObject({ state: "queued" });
  project.touch("go");
  await startDispatcher(project);
  await until("its second attempt", async () => (await queue.store.findRun(id))?.state === "succeeded");
  expect((await project.errand(["logs", id])).stdout).toMatch(/from stdin[^]*hej/);
});

it("keeps the secrets of a scheduled program's words out of its output", async () => {
  const project = new CrashProject({});
  const queue = new Queue(project);
  const program = { file: "echo", args: ["postgres://ada:hunter2@db/app", "--token=s3same"] };
  await queue.register({ command: "prog", program: { ...program, cwd: null, env: {}, stdin: null } });
  await startDispatcher(project);
  const id = await queue.tick("prog");
  await until("its end", async () => (await queue.store.findRun(id))?.state === "succeeded");
  const { stdout } = await project.errand(["logs", id]);
  expect(stdout).toContain("postgres://ada:");
  expect(stdout).not.toMatch(/hunter2|s3same/);
});

it("is over when all is done, though code of a run left something open in its worker", async () => {
  const project = new CrashProject({
    "leaves.ts": command(`void sleep(3_600_000); return "done";`, `isolation: "inline",`),
  });
  expect((await project.errand(["enqueue", "leaves"])).code).toBe(0);
  const ended = await project.start(["work", "--drain"]).ends();
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.stdout).toContain(`"msg":"stopped"`);
  expect(await project.show()).toMatchObject({ state: "succeeded", result: "done" });
});
