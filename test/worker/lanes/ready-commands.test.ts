import { expect, it, vi } from "vitest";
import { readConfig } from "../../../src/config.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";
import { ReadyCommands } from "../../../src/worker/lanes/ready-commands.ts";
import { aRun } from "../../cli/a-run.ts";
import { makeProject } from "../../command/project.ts";
import { NOON } from "../../store/build.ts";

const COMMAND = `import { defineCommand } from "errand";
export default defineCommand({ summary: "One", isolation: "inline", run: () => undefined });
`;
const WATCH = { expect: () => undefined, stop: () => undefined };

it("waits 20 s for a module that hangs, tells all who ask in that batch, and reads it again for the next", async () => {
  const cwd = makeProject({
    "commands/good.ts": COMMAND,
    "commands/hung.ts": `await new Promise((resolve) => (globalThis.letGo = resolve));\n${COMMAND}`,
  });
  const config = await readConfig({ cwd, env: {} });
  const clock = manualClock(NOON);
  const commands = new ReadyCommands({ clock, config: () => config });
  const runs = ["good", "hung"].map((command) => aRun({ command }));
  const load = commands.load(runs, WATCH);
  await vi.waitUntil(() => "letGo" in globalThis);
  await clock.advance(20_000);
  expect([...(await load).keys()]).toEqual(["good"]);
  await expect(commands.of("hung", WATCH)).rejects.toMatchObject({
    code: "invalid_command",
    message: "hung did not come to an end in 20 s while it was prepared",
  });
  (globalThis as unknown as { letGo: () => void }).letGo();
  expect([...(await commands.load(runs, WATCH)).keys()]).toEqual(["good", "hung"]);
});
