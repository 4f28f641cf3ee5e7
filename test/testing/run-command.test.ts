import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import { CommandError } from "../../src/core/errors.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { runCommand } from "../../src/testing/run-command.ts";

const greet = defineCommand({
  summary: "Greet",
  args: z.object({
    name: z.string().default("world"),
    token: z.string().optional().meta({ secret: true }),
    dryRun: z.boolean().default(false),
  }),
  async run({ args, log, scheduledFor, progress, dryRun }) {
    process.stdout.write(`hello ${args.name} ${args.token ?? ""}\n`);
    process.stderr.write("aside\n");
    log.info({ name: args.name }, "greeted");
    progress(1, 2, "half");
    return { greeted: args.name, at: scheduledFor.toISOString(), dryRun };
  },
});

describe("runCommand", () => {
  it("gives result, exit code, output and rows", async () => {
    const { result, exitCode, output, run, attempts } = await runCommand(
      greet,
      { dryRun: true },
      { now: "2026-11-23T08:00:00Z" },
    );
    expect({ result, exitCode }).toEqual({
      result: { greeted: "world", at: "2026-11-23T08:00:00.000Z", dryRun: true },
      exitCode: 0,
    });
    expect(output).toMatchObject({ stdout: "hello world \n", stderr: "aside\n" });
    expect(JSON.parse(output.log)).toMatchObject({ msg: "greeted", name: "world", level: 30 });
    expect(run).toMatchObject({ command: "command", state: "succeeded", trigger: "api", dryRun: true });
    expect(run.args).toEqual({ name: "world", dryRun: true });
    expect(run.progress).toEqual({ done: 1, total: 2, note: "half" });
    expect(attempts).toMatchObject([{ number: 1, outcome: "succeeded" }]);
  });

  it("keeps a secret out of rows and output", async () => {
    const { run, output } = await runCommand(greet, { token: "hunter2" });
    expect(run.args["token"]).toBe("[secret]");
    expect(output.stdout).toBe("hello world [secret]\n");
  });

  it("does not throw when the command fails: the row tells", async () => {
    const failing = defineCommand({
      summary: "Fail",
      run() {
        throw new CommandError("no essays", { exitCode: 7 });
      },
    });
    const { exitCode, result, run } = await runCommand(failing, {});
    expect({ exitCode, result, state: run.state }).toEqual({ exitCode: 7, result: null, state: "failed" });
    expect(run.error).toEqual({ name: "CommandError", message: "no essays", stack: null });
  });

  it("refuses args that the schema refuses, by flag name", async () => {
    await expect(runCommand(greet, { name: 3 as unknown as string })).rejects.toThrow(/--name/);
    await expect(runCommand(greet, { nmae: "x" } as never)).rejects.toThrow(/nmae/);
  });

  it("lets a test move time: a limit runs out on a manual clock", async () => {
    const clock = manualClock("2026-11-23T08:00:00Z");
    const slow = defineCommand({
      summary: "Wait",
      timeout: "5m",
      run: ({ signal }) =>
        new Promise<void>((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error)),
        ),
    });
    const running = runCommand(slow, {}, { clock });
    while (clock.sleepers < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(300_000);
    const { run, exitCode } = await running;
    expect({ state: run.state, exitCode, took: run.finishedAt! - run.startedAt! }).toEqual({
      state: "timed_out",
      exitCode: 124,
      took: 300_000,
    });
  });

  it("runs several on one ledger, and their overlap with them", async () => {
    const store = openMemoryStore(0);
    const first = await runCommand(greet, {}, { store, name: "greet" });
    const second = await runCommand(greet, {}, { store, name: "greet" });
    expect([first.run.state, second.run.state]).toEqual(["succeeded", "succeeded"]);
    expect((await store.listRuns({ command: "greet" }, { limit: 10 })).runs).toHaveLength(2);
    store.close();
  });

  it("keeps a result to JSON, naming the place that is not", async () => {
    const bad = defineCommand({ summary: "Bad", run: () => ({ at: new Date(0) }) as never });
    const { run } = await runCommand(bad, {});
    expect(run.error?.message).toBe("result.at is a Date instance: a result must be JSON");
  });
});
