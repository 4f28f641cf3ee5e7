import { expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, until, untilTouched } from "./harness.ts";
import { Queue } from "./queue-runs.ts";

const LONG = `writeFileSync("pid", String(process.pid)); ${untilTouched("go")} return "done";`;

/** A pass that lives a run. */
async function passUnderWay({ words = [], env = {} }: { words?: string[]; env?: Record<string, string> }) {
  const project = new CrashProject({ "long.ts": command(LONG, 'schedule: { id: "long", every: "24h" },') });
  const queue = new Queue(project);
  await project.errand(["tick"]);
  await queue.register({ command: "long" });
  const id = await queue.tick("long");
  const pass = project.start(["tick", ...words], { env });
  const pid = await pidIn(project, "pid");
  return { project, pass, id, pid };
}

it("lets a pass that is told to stop finish what runs within the grace", async () => {
  const { project, pass, id } = await passUnderWay({ env: { ERRAND_GRACE: "20s" } });
  pass.kill("SIGTERM");
  project.touch("go");
  expect((await pass.ended).code).toBe(143);
  expect(await project.show(id)).toMatchObject({ state: "succeeded", result: "done" });
});

it("leaves no process and no open row behind when a run of a pass outlives the grace", async () => {
  const env = { ERRAND_GRACE: "50ms", ERRAND_KILL_AFTER: "100ms" };
  const { project, pass, id, pid } = await passUnderWay({ words: ["--cron"], env });
  pass.kill("SIGTERM");
  expect((await pass.ended).code).toBe(143);
  expect(isAlive(pid)).toBe(false);
  expect((await project.show(id)).attempts).toMatchObject([{ outcome: "interrupted" }]);
});

it("ends what a pass lives at once when it is told again, and no sooner by an echo", async () => {
  const env = { ERRAND_GRACE: "300s", ERRAND_KILL_AFTER: "300s" };
  const { project, pass, id, pid } = await passUnderWay({ env });
  pass.kill("SIGINT");
  pass.kill("SIGTERM");
  await until("another verb's answer", () => project.errand(["status"]).then(() => true));
  expect(isAlive(pid)).toBe(true);
  await until("its end", () => {
    pass.kill("SIGTERM");
    return pass.isOver();
  });
  expect(isAlive(pid)).toBe(false);
  expect((await project.show(id)).attempts).toMatchObject([{ outcome: "interrupted" }]);
});
