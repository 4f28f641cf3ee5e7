import { expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { readyCommand } from "../../src/runner/loaded-command.ts";
import { command, makeProject } from "../command/project.ts";

it("says of a command that is not there where it looked, and not that it ever was there", async () => {
  const root = makeProject({ "commands/mail.ts": command("Send a mail") });
  const config = await readConfig({ cwd: root, env: {} });
  await expect(readyCommand("echo", config)).rejects.toMatchObject({
    code: "unknown_command",
    message: `commands/ of ${root} has no command "echo"`,
    next: "errand list",
  });
});
