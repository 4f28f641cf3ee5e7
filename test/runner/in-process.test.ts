import { afterEach, describe, expect, it, vi } from "vitest";
import { defineCommand, type DefinedCommand, type JsonResult } from "../../src/command/define.ts";
import type { CommandContext } from "../../src/command/context.ts";
import type { Execution } from "../../src/runner/executor.ts";
import { inProcess } from "../../src/runner/in-process.ts";

const endChildren = vi.fn(async () => undefined);
const leftovers = vi.fn(async () => [{ pid: 1, title: "sleep" }]);

function start(run: () => JsonResult | Promise<JsonResult>): Execution {
  const definition = defineCommand({ summary: "x", run }) as unknown as DefinedCommand;
  const sink = { write: () => undefined };
  const terminal = { write: () => true };
  const context = (): CommandContext<never> => ({}) as CommandContext<never>;
  const spec = { definition, runId: "r1", terminal, endChildren, leftovers, context };
  return inProcess.start(spec, { sink, signal: new AbortController().signal });
}

afterEach(() => vi.clearAllMocks());

describe("a command in this process", () => {
  it("returns, or throws, as it does", async () => {
    expect(await start(() => 7).exit).toEqual({ kind: "returned", value: 7 });
    const error = new Error("x");
    expect(await start(() => Promise.reject(error)).exit).toEqual({ kind: "threw", error });
    const thrower = start(() => {
      throw error;
    });
    expect(await thrower.exit).toEqual({ kind: "threw", error });
  });

  it("means the exit code that it sets, and leaves the process's own as it was", async () => {
    process.exitCode = undefined;
    const { exit } = start(() => {
      process.exitCode = 5;
    });
    expect(await exit).toEqual({ kind: "exited", code: 5 });
    expect(process.exitCode).toBeUndefined();
  });

  it("gives its children the run's id, and takes it back", async () => {
    let seen: string | undefined;
    await start(() => (seen = process.env["ERRAND_RUN_ID"])).exit;
    expect(seen).toBe("r1");
    expect(process.env["ERRAND_RUN_ID"]).toBeUndefined();
  });

  it("looks for children only when there were any", async () => {
    const idle = start(() => undefined);
    await idle.exit;
    expect(await idle.leftovers()).toEqual([]);
    const busy = start(async () => {
      const { spawnSync, spawn } = await import("node:child_process");
      spawnSync("true");
      await new Promise((resolve) => spawn("true").once("exit", resolve));
    });
    await busy.exit;
    expect(await busy.leftovers()).toEqual([{ pid: 1, title: "sleep" }]);
  });

  it("tells what it used", async () => {
    const execution = start(() => undefined);
    await execution.exit;
    const { cpuMs, peakRss } = execution.usage();
    expect(cpuMs).toBeGreaterThan(0);
    expect(peakRss).toBeGreaterThan(10_000_000);
  });
});
