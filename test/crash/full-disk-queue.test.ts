import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { job } from "../bench/jobs.ts";
import { command, CrashProject, said, until, untilTouched, type Running } from "./harness.ts";
import { Queue } from "./queue-runs.ts";
import { CAN_MOUNT, fill, mountDisk } from "./small-disk.ts";

/** Those before it are over before the disk is full; those after it begin then, or later. */
const GATE = 10;
const RUNS = 40;

/** Each tells in a file on another disk, where there is room, that it ran. */
function makeProject(lane: string): CrashProject {
  const body = `
    writeFileSync("ran", args.n + "\\n", { flag: "a" });
    console.log("x".repeat(300));
    if (args.n >= ${GATE}) ${untilTouched("go")}
    return args.n;`;
  return new CrashProject(
    { "count.ts": command(body, `isolation: "${lane}", args: z.object({ n: z.int() }),`) },
    // At SIGTERM the ledger is asked for so long, and 5 s more.
    { "errand.config.ts": 'export default { grace: "1s", killAfter: "1s" };' },
  );
}

function ran(project: CrashProject): number[] {
  return project.has("ran") ? project.read("ran").trim().split("\n").map(Number) : [];
}

async function enqueue(queue: Queue, n: number): Promise<void> {
  const now = Date.now();
  await queue.store.enqueue([job("count", now, { args: { n }, maxAttempts: 1 })], { host: "test", now });
}

const all = Array.from({ length: RUNS }, (_, n) => n);

/** A worker that has runs in its hands, and a disk that takes no word of how they end. */
async function fullWhileWorking(
  lane: string,
): Promise<{ project: CrashProject; queue: Queue; worker: Running }> {
  const project = makeProject(lane);
  // A worker's write-ahead log may take 8 MB of it before it is brought home.
  mountDisk(project, "16m");
  const queue = new Queue(project);
  for (const n of all) await enqueue(queue, n);
  const worker = project.start(["work"]);
  await until("the first runs to be over, and others to have begun", async () => {
    const over = await project.history("--state", "succeeded");
    return over.length === GATE && ran(project).length > GATE;
  });
  fill(project.path(".errand/ballast"));
  project.touch("go");
  await worker.says("trying again");
  return { project, queue, worker };
}

async function allSucceeded(project: CrashProject): Promise<boolean> {
  const runs = await project.history();
  return runs.length === RUNS && runs.every(({ state }) => state === "succeeded");
}

describe.skipIf(!CAN_MOUNT).each(["process", "pool", "inline"])(
  "a disk that fills up under a worker, isolation %s (skipped where this user may not mount one)",
  (lane) => {
    it("loses nothing that was acknowledged, runs nothing twice, and ends it all when there is room", async () => {
      const { project, queue, worker } = await fullWhileWorking(lane);
      await expect(enqueue(queue, RUNS)).rejects.toThrow(/the disk is full/);
      const refused = await project.errand(["enqueue", "count", "--n", String(RUNS)]);
      expect([refused.code, said(refused)[0]]).toEqual([
        78,
        expect.stringMatching(/disk is full.*Next: df -h /),
      ]);
      expect((await project.errand(["queue", "list"])).code).toBe(0);
      rmSync(project.path(".errand/ballast"));
      await until("every run to succeed", () => allSucceeded(project));
      expect(ran(project).toSorted((a, b) => a - b)).toEqual(all);
      worker.kill("SIGTERM");
      expect((await worker.ended).code).toBe(0);
    });

    it("is left at SIGTERM by its worker, and what that had in hand is another's", async () => {
      const { project, worker } = await fullWhileWorking(lane);
      worker.kill("SIGTERM");
      const ended = await worker.ends();
      expect([ended.code, ended.signal], ended.stderr).toEqual([0, null]);
      expect(ended.stderr).not.toMatch(/^\s+at /m);
      rmSync(project.path(".errand/ballast"));
      expect((await project.start(["work", "--drain"]).ends()).code).toBe(0);
      expect(await allSucceeded(project)).toBe(true);
      // Nobody could write down how those ended that it had: they are lived again, and no others.
      const twice = all.filter((n) => ran(project).filter((one) => one === n).length > 1);
      expect(twice.filter((n) => n < GATE)).toEqual([]);
    });
  },
);
