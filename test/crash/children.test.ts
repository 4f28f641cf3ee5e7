import { expect, it } from "vitest";
import { command, CrashProject } from "./harness.ts";
import { Queue, startDispatcher } from "./queue-runs.ts";

it("lives a queued run in a child, and its row tells all", async () => {
  const project = new CrashProject({
    "greet.ts": command(
      `console.log("hello from " + process.pid); log.info("line"); return { pid: process.pid };`,
    ),
  });
  const queue = new Queue(project);
  await queue.register({ command: "greet" });
  const scheduler = await startDispatcher(project);
  const id = await queue.tick("greet");
  await scheduler.says("run.finished");
  const run = await project.show(id);
  expect(run).toMatchObject({ state: "succeeded", exitCode: 0, pid: scheduler.pid });
  expect(run.result).not.toEqual({ pid: scheduler.pid });
  const { stdout } = await project.errand(["logs", id]);
  expect(stdout).toContain("hello from");
  expect(stdout).toContain('"msg":"line"');
});
