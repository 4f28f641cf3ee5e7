import { expect, it } from "vitest";
import { command, CrashProject, until, untilTouched } from "./harness.ts";

/*
 * A worker that dies takes all that it had in hand along. Whose fault that was cannot be seen; who had nothing to do
 * with it must not be given up for it.
 */

const named = `isolation: "inline", attempts: 1, args: z.object({ n: z.int() }),`;
const withAttempt = (text: string): string => text.replace("{ args,", "{ attempt, args,");

it("gives up the inline run that kills its worker, and none of those that lived beside it", async () => {
  const project = new CrashProject({
    "deadly.ts": command(
      `${untilTouched("now")} process.kill(process.pid, "SIGKILL"); await sleep(60_000);`,
      named,
    ),
    "innocent.ts": withAttempt(
      command(
        `writeFileSync("up-" + args.n + "-" + attempt, ""); ${untilTouched("go")} return process.pid;`,
        named,
      ),
    ),
  });
  const innocents = [1, 2, 3];
  for (const n of innocents) await project.errand(["enqueue", "innocent", "--n", String(n)]);
  await project.errand(["enqueue", "deadly", "--n", "0"]);
  const first = project.start(["work"]);
  await until("three runs", () => innocents.every((n) => project.has(`up-${n}-1`)));
  project.touch("now");
  expect((await first.ended).signal).toBe("SIGKILL");

  const second = project.start(["work"]);
  await until("three runs again", () => innocents.every((n) => project.has(`up-${n}-2`)));
  const dead = await until("the end of the deadly one", async () => {
    const [run] = await project.history("--command", "deadly");
    return run?.finishedAt ? run : undefined;
  });
  expect(dead).toMatchObject({ state: "failed", reason: "ended by SIGKILL", losses: 1, failures: 1 });
  expect(second.isOver()).toBe(false);
  project.touch("go");
  const done = await until("three ends", async () => {
    const runs = await project.history("--command", "innocent", "--state", "succeeded");
    return runs.length === 3 && runs;
  });
  expect(done.map(({ losses, failures }) => [losses, failures])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(done.map(({ result }) => result)).not.toContain(second.pid);
  second.kill("SIGTERM");
  await second.ended;
});

it("counts no loss for a run that its worker had only claimed", async () => {
  const project = new CrashProject({
    "slow.ts": command(
      "return 1;",
      `args: z.object({ n: z.int().refine(async () => {
        if (process.env.NEVER_READY) await sleep(600_000);
        return true;
      }) }),`,
    ),
  });
  await project.errand(["enqueue", "slow", "--n", "1"]);
  for (let round = 0; round < 4; round += 1) {
    const worker = project.start(["work"], { env: { NEVER_READY: "yes" } });
    await until("a claim", async () => (await project.show()).attempts.length > round);
    worker.kill("SIGKILL");
    await worker.ended;
  }
  expect((await project.errand(["work", "--drain"])).code).toBe(0);
  expect(await project.show()).toMatchObject({ state: "succeeded", losses: 0, result: 1 });
});
