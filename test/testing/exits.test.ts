import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { defineCommand } from "../../src/command/define.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";

const leaving = (run: () => unknown, more: object = {}) =>
  defineCommand({
    summary: "Leave",
    ...more,
    async run() {
      await run();
    },
  });
const swallow = (): void => {
  try {
    process.exit(5);
  } catch {
    // It goes on, as it could not in a process of its own.
  }
};
const inTimer = async (): Promise<void> => {
  setTimeout(() => process.exit(6), 1);
  await sleep(50);
};
const unawaited = async (): Promise<void> => {
  void sleep(1).then(() => process.exit(7));
  await sleep(50);
};

const ENDS: [string, () => unknown, object][] = [
  ["with a code", () => process.exit(3), { state: "failed", exitCode: 3 }],
  ["with none", () => process.exit(), { state: "succeeded", exitCode: 0 }],
  ["with one that was set", () => ((process.exitCode = 4), process.exit()), { state: "failed", exitCode: 4 }],
  ["with text", () => process.exit("8"), { state: "failed", exitCode: 8 }],
  ["and went on", swallow, { state: "failed", exitCode: 5 }],
  ["in a timer", inTimer, { state: "failed", exitCode: 6 }],
  ["in a promise that nobody awaits", unawaited, { state: "failed", exitCode: 7 }],
];

let client: TestClient | undefined;
afterEach(() => client?.close());

describe("process.exit() in a command", () => {
  it.each(ENDS)("ends its run and not the tests: %s", async (_, run, end) => {
    const [outer, outerCode] = [process.exit, process.exitCode];
    const command = leaving(run, { attempts: 1 });
    const reason = expect.stringMatching(/^process\.exit\(\d\) in the command$/) as string;
    expect((await runCommand(command, {})).run).toMatchObject({ ...end, reason });
    client = testClient({ commands: { command } });
    await client.enqueue(command);
    expect(await client.drain()).toMatchObject([{ ...end, reason }]);
    await sleep(60);
    expect([process.exit, process.exitCode]).toEqual([outer, outerCode]);
  });

  it("is a failure that is tried again as its command says", async () => {
    let calls = 0;
    const command = leaving(() => (calls += 1) < 2 && process.exit(75), { attempts: 3, retryOn: [75] });
    client = testClient({ commands: { command } });
    await client.enqueue(command);
    expect((await client.drain()).map(({ state, attempt }) => ({ state, attempt }))).toEqual([
      { state: "succeeded", attempt: 2 },
    ]);
  });

  it("is each run's own where several live", async () => {
    const later = leaving(async () => {
      await sleep(20);
      process.exit(9);
    });
    const ends = await Promise.all([
      runCommand(later, {}),
      runCommand(
        leaving(() => process.exit(2)),
        {},
      ),
    ]);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([9, 2]);
  });
});
