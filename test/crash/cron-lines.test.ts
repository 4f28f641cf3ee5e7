import { expect, it } from "vitest";
import { commandAsCron } from "../scheduler/crontab/as-cron.ts";
import { command, CrashProject, type Ended } from "./harness.ts";

/** Starts the only line of a project's block as cron would: by sh, with what cron sets and nothing else. */
async function startAsCron(project: CrashProject, ...flags: string[]): Promise<Ended> {
  const { stdout } = await project.errand(["crontab", "print", ...flags]);
  const [, line = ""] = stdout.split("\n");
  const text = commandAsCron(line.split(" ").slice(5).join(" "));
  const bare = ["-i", "HOME=/", "LOGNAME=ada", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "/bin/sh", "-c", text];
  return project.startProgram("env", bare, { cwd: "/" }).ended;
}

const LOUD = 'console.log("one"); console.error("two"); log.warn("three");';
const EVERY_MINUTE = 'schedule: { every: "1m" },';

it("says nothing of a run that succeeds, and gives it the trigger crontab", async () => {
  const project = new CrashProject({ "loud.ts": command(LOUD, EVERY_MINUTE) });
  const ended = await startAsCron(project, "--each");
  expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(await project.history()).toMatchObject([{ state: "succeeded", trigger: "crontab" }]);
});

it("says all of a run that fails, so that cron mails it", async () => {
  const project = new CrashProject({
    "loud.ts": command(`${LOUD} throw new CommandError("no 100% essays");`, EVERY_MINUTE),
  });
  const { stdout, stderr } = await startAsCron(project, "--each");
  expect(stderr).toBe("");
  expect(stdout).toMatch(/one[^]*two[^]*three[^]*no 100% essays/);
});

it("runs a program of the config with its own words", async () => {
  const config = `export default { schedules: [{ exec: ["sh", "-c", "echo $GREETING"], name: "greet", every: "1h", env: { GREETING: "hi" } }] };`;
  const project = new CrashProject({}, { "errand.config.ts": config });
  expect(await startAsCron(project, "--each")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect((await project.errand(["logs", "last"])).stdout).toContain("hi\n");
});

it("ticks in silence, from any folder and with no PATH to speak of", async () => {
  const project = new CrashProject({ "loud.ts": command(LOUD, EVERY_MINUTE) });
  expect(await startAsCron(project)).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect((await project.errand(["schedule", "list"])).stdout).toContain("loud");
});
