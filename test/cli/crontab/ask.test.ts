import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Host } from "../../../src/cli/host.ts";
import { runCli } from "../../../src/cli/program.ts";
import { systemClock } from "../../../src/system-clock.ts";
import { useProjectWith } from "../test-project.ts";
import { FakeCrontab } from "./fake-crontab.ts";

const project = useProjectWith({});

const ENTER = "\r";
const CTRL_C = "\u0003";

/** Calls `crontab install` at a terminal, where somebody types `keys` once they are asked. */
async function installAt(keys: string, env: NodeJS.ProcessEnv) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const call = runCli({
    argv: ["crontab", "install"],
    env,
    cwd: project().dir,
    stdin: stdin as unknown as Host["stdin"],
    stdout: stdout as unknown as Host["stdout"],
    stderr: stderr as unknown as Host["stderr"],
    isTerminal: () => true,
    clock: systemClock,
  });
  let drawn = "";
  stderr.on("data", (bytes: Buffer) => (drawn += bytes.toString()));
  const over = call.then(() => true);
  while (!drawn.includes("Write this to your crontab?") && !(await Promise.race([over, turn(false)])));
  const shown = String(stdout.read() ?? "");
  stdin.write(keys);
  const { code } = await call;
  return { code, shown, drawn };
}

describe("crontab install at a terminal", () => {
  it("shows what would change, asks, and writes on a yes", async () => {
    const crontab = new FakeCrontab();
    const { code, shown } = await installAt("y", crontab.env);
    expect(code).toBe(0);
    expect(shown).toContain("+# BEGIN errand ");
    expect(crontab.table).toMatch(/^# BEGIN errand /);
  });

  it.each([
    { title: "no", keys: "n" },
    { title: "nothing, as no is the answer that does no harm", keys: ENTER },
    { title: "Ctrl-C", keys: CTRL_C },
  ])("writes nothing on $title", async ({ keys }) => {
    const crontab = new FakeCrontab();
    const { code, drawn } = await installAt(keys, crontab.env);
    expect(code).toBe(2);
    expect(drawn).toContain("your crontab is as it was. Next: errand crontab install --yes");
    expect(crontab.writes).toBe(0);
  });

  it("asks nobody in CI", async () => {
    const crontab = new FakeCrontab();
    const { code, drawn } = await installAt("y", { ...crontab.env, CI: "1" });
    expect({ code, writes: crontab.writes }).toEqual({ code: 2, writes: 0 });
    expect(drawn).not.toContain("Write this");
  });
});
