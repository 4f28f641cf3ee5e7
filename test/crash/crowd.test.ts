import { expect, it } from "vitest";
import { command, CrashProject, untilTouched, type Ended } from "./harness.ts";

const HOLDS = command(`console.log("up"); ${untilTouched("release")} return "held";`);

it("lets fifty first starts at once on a new database all succeed", async () => {
  const project = new CrashProject({ "noop.ts": command("return process.pid;") });
  const starts = Array.from({ length: 50 }, () => project.errand(["run", "--overlap", "allow", "noop"]));
  const ended = await Promise.all(starts);
  expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
  const runs = await project.history();
  expect(runs).toHaveLength(50);
  expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(["succeeded"]));
  expect(new Set(runs.map(({ result }) => result)).size).toBe(50);
});

it("lets exactly one of two hundred overlapping starts run", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  let over = 0;
  const ended = await inTurns(200, 24, async () => {
    const one = await project.errand(["run", "holds"]);
    over += 1;
    if (over === 199) project.touch("release");
    return one;
  });
  expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
  expect(ended.filter(({ stdout }) => stdout === "up\n")).toHaveLength(1);
  const runs = await project.history();
  const [winner, ...others] = [...runs].sort(
    (a, b) => Number(a.state === "skipped") - Number(b.state === "skipped"),
  );
  expect(runs).toHaveLength(200);
  expect(winner?.state).toBe("succeeded");
  expect(new Set(others.map(({ state }) => state))).toEqual(new Set(["skipped"]));
  expect(others.filter(({ reason }) => !reason?.includes(winner?.id ?? "?"))).toEqual([]);
});

/** So many calls, but never more than `width` at once. */
async function inTurns(count: number, width: number, call: () => Promise<Ended>): Promise<Ended[]> {
  const ended: Ended[] = [];
  const lane = async (): Promise<void> => {
    while (count > 0) {
      count -= 1;
      ended.push(await call());
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return ended;
}

it("names the holder and its pid in the row of a run that was skipped, and exits as told", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const skipped = await project.errand(["run", "--skip-code", "17", "holds"]);
  expect(skipped.code).toBe(17);
  const [run] = await project.history();
  expect(run).toMatchObject({ state: "skipped", startedAt: null });
  expect(run?.reason).toContain(`pid ${holder.pid}`);
});

it("gives up a wait for the lock with exit 75, and leaves a row", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const waited = await project.errand(["run", "--wait", "300ms", "holds"]);
  expect(waited.code).toBe(75);
  expect((await project.history())[0]).toMatchObject({ state: "skipped", exitCode: 75 });
});

it("starts a run that waited when the holder ends", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const waiter = project.start(["run", "--wait", "20s", "holds"]);
  await waiter.says("waits");
  expect((await project.history())[0]).toMatchObject({ state: "queued" });
  project.touch("release");
  expect((await waiter.ended).code).toBe(0);
  expect((await project.history()).map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
});

it("gives up the wait for a run that is killed, and starts", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const waiter = project.start(["run", "--wait", "20s", "holds"]);
  await waiter.says("waits");
  holder.kill("SIGKILL");
  await waiter.says("up");
  expect((await project.history()).map(({ state }) => state)).toEqual(["running", "lost"]);
});

it("calls a waiting run lost when its process is killed", async () => {
  const project = new CrashProject({ "holds.ts": HOLDS });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const waiter = project.start(["run", "--wait", "20s", "holds"]);
  await waiter.says("waits");
  waiter.kill("SIGKILL");
  await waiter.ended;
  expect((await project.history()).map(({ state }) => state)).toEqual(["lost", "running"]);
});

it("replaces the holder, which is cancelled", async () => {
  const project = new CrashProject({
    "holds.ts": HOLDS.replace("while (!existsSync", "while (!signal.aborted && !existsSync"),
  });
  const holder = project.start(["run", "holds"]);
  await holder.says("up");
  const next = project.start(["run", "--overlap", "replace", "holds"]);
  await next.says("up");
  expect((await holder.ended).code).toBe(143);
  project.touch("release");
  expect((await next.ended).code).toBe(0);
  const [second, first] = await project.history();
  expect(second?.state).toBe("succeeded");
  expect(first).toMatchObject({ state: "cancelled" });
  expect(first?.reason).toContain(second?.id);
});

it("lets runs whose keys differ live beside each other", async () => {
  const more = "args: z.object({ site: z.string() }), overlapKey: (args) => args.site,";
  const project = new CrashProject({
    "holds.ts": command(`console.log("up"); ${untilTouched("release")}`, more),
  });
  const one = project.start(["run", "holds", "--site", "a"]);
  const other = project.start(["run", "holds", "--site", "b"]);
  await Promise.all([one.says("up"), other.says("up")]);
  expect((await project.errand(["run", "holds", "--site", "a"])).stdout).toBe("");
  project.touch("release");
  await Promise.all([one.ended, other.ended]);
  expect((await project.history()).map(({ state }) => state).toSorted()).toEqual([
    "skipped",
    "succeeded",
    "succeeded",
  ]);
});
