import { expect, it } from "vitest";
import { defineCommand } from "../../src/command/define.ts";
import type { Exec } from "../../src/command/context.ts";
import { CommandError, isCommandError } from "../../src/core/errors.ts";
import { runCommand } from "../../src/testing/run-command.ts";

/** What a command gets when its program fails, and its run. */
async function failing(work: (exec: Exec) => Promise<unknown>) {
  let error: unknown;
  const command = defineCommand({
    summary: "Work",
    async run({ exec }) {
      await work(exec).catch((thrown: unknown) => {
        error = thrown;
        throw thrown;
      });
    },
  });
  const { run } = await runCommand(command, {});
  return { error, run };
}

it("fails with the exit code of its program, which is not that of the run", async () => {
  const { error, run } = await failing((exec) => exec("sh", ["-c", "echo busy >&2; exit 75"]));
  expect(isCommandError(error)).toBe(true);
  expect(error).toMatchObject({ message: "sh exited with code 75: busy", exitCode: 1, programExitCode: 75 });
  expect(run).toMatchObject({ state: "failed", exitCode: 1, error: { name: "CommandError" } });
});

it.each([
  ["was ended by a signal", "sh", ["-c", "kill -9 $$"]],
  ["could not be started", "no-such-program-here", []],
])("fails without one where its program %s", async (_, file, args) => {
  const { error } = await failing((exec) => exec(file, args));
  expect(error).toBeInstanceOf(CommandError);
  expect(error).not.toHaveProperty("programExitCode");
});
