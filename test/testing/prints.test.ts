import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CommandContext } from "../../src/command/context.ts";
import { defineCommand } from "../../src/command/define.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { testClient } from "../../src/testing/test-client.ts";

const printing = (run: (context: CommandContext) => unknown, more: object = {}) =>
  defineCommand({
    summary: "Print",
    attempts: 1,
    ...more,
    async run(context) {
      await run(context);
    },
  });

/** What the test process itself prints, from now on. */
function ownPrints(): string[] {
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed.push(String(chunk));
    return true;
  });
  return printed;
}

afterEach(() => vi.restoreAllMocks());

/** In turn, three lines from each of two. */
const slowly = (name: string) =>
  printing(async () => {
    for (const line of [1, 2, 3]) {
      console.log(`${name} ${line} by console`);
      process.stdout.write(`${name} ${line}\n`);
      await sleep(2);
    }
  });

const linesOf = (name: string): string =>
  [1, 2, 3].map((line) => `${name} ${line} by console\n${name} ${line}\n`).join("");

const never = (): Promise<void> => new Promise(() => undefined);

describe("what a command prints", () => {
  it("by the console is in its output, in every run", async () => {
    const talks = printing(() => {
      console.log("out %d", 1);
      console.error("err");
    });
    const outputs = [
      (await runCommand(talks, {})).output,
      (await runCommand(talks, {})).output,
      (await runCommand(talks, {})).output,
    ];
    const each = { stdout: "out 1\n", stderr: "err\n", log: "" };
    expect(outputs).toEqual([each, each, each]);
  });

  it("by Node's own console is so too", async () => {
    const file = fileURLToPath(new URL("../fixtures/programs/run-three-times.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).toBe("before\nbetween\nbetween\nbetween\nout 1\nout 2\nout 3\n");
  });

  it("is each run's own where several live, and what the test prints is the test's", async () => {
    const own = process.stdout.write;
    const printed = ownPrints();
    const spy = process.stdout.write;
    const both = Promise.all([runCommand(slowly("owl"), {}), runCommand(slowly("fox"), {})]);
    await sleep(2);
    process.stdout.write("test\n");
    const [owl, fox] = await both;
    process.stdout.write("test\n");
    expect([owl.output.stdout, fox.output.stdout]).toEqual([linesOf("owl"), linesOf("fox")]);
    expect(printed).toEqual(["test\n", "test\n"]);
    expect(process.stdout.write).toBe(spy);
    vi.restoreAllMocks();
    expect(process.stdout.write).toBe(own);
  });

  it.each<[string, (context: CommandContext) => unknown]>([
    [
      "leaves in a timer and never settles",
      () => {
        setTimeout(() => process.exit(6), 1);
        return never();
      },
    ],
    [
      "has to be given up",
      ({ signal }) => new Promise((gone) => signal.addEventListener("abort", gone)).then(never),
    ],
  ])("takes nothing of what the test prints after one that %s", async (_, work) => {
    const printed = ownPrints();
    const spy = process.stdout.write;
    const command = printing(
      (context) => {
        console.log("out");
        return work(context);
      },
      { timeout: "5m" },
    );
    const client = testClient({ commands: { command } });
    await client.enqueue(command);
    const [run] = await client.drain();
    process.stdout.write("test\n");
    expect((await client.output(run!.id)).stdout).toBe("out\n");
    expect([printed, process.stdout.write]).toEqual([["test\n"], spy]);
    client.close();
  });
});
