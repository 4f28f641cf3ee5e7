import { expect, it } from "vitest";
import type { Host } from "../../../src/cli/host.ts";
import { Shell } from "../../../src/cli/shell.ts";
import { warnOfQueues } from "../../../src/cli/work/warn-of-queues.ts";
import { enqueued } from "../../store/build.ts";
import { useProjectWith } from "../test-project.ts";

const project = useProjectWith({
  "errand.config.ts": `export default { queues: { slow: { concurrency: 1 } } };`,
  "commands/mail.ts": `import { defineCommand } from "errand";
export default defineCommand({ summary: "Mail", queue: "mail", run() {} });`,
});

async function warned(...queues: string[]): Promise<string> {
  let said = "";
  const stderr = { write: (text: string) => (said += text) };
  const { dir: cwd, clock } = project();
  const shell = new Shell({ cwd, clock, stderr, env: {}, argv: [] } as unknown as Host);
  await warnOfQueues(queues, shell);
  shell.close();
  return said;
}

it("tells of a queue that nothing names", async () => {
  expect(await warned("typo", "default", "slwo")).toBe(
    'errand: --queues "typo", "slwo": nothing waits there, and no config and no command names it; ' +
      "known are default, mail, slow. Next: errand queue list\n",
  );
});

it("tells nothing of queues that the config or a command names, or in which something waits", async () => {
  await enqueued(project().store, { queue: "typo", runAfter: project().clock.now() + 1e9 });
  expect(await warned("typo", "default", "mail", "slow")).toBe("");
});
