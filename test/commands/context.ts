import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { CommandContext } from "../../src/command/context.ts";
import type { ArgsSchema, DefinedCommand, JsonResult } from "../../src/command/define.ts";
import type { RunLogger } from "../../src/log/logger.ts";

export interface Ran<Result> {
  result: Result;
  /** What it wrote to stdout. */
  output: string;
  /** Log lines as `level message`. */
  logged: string[];
  /** Every `done` and `total` it told. */
  progressed: [number, number | null][];
}

export interface RunOptions {
  now?: string;
  signal?: AbortSignal;
  onProgress?: () => void;
}

/** Runs a command as errand would, with a context made by hand: no row, no process of its own. */
export async function run<Schema extends ArgsSchema, Result extends JsonResult>(
  command: DefinedCommand<Schema, Result>,
  input: Record<string, unknown>,
  { now = "2026-03-01T08:00:00Z", signal = new AbortController().signal, onProgress }: RunOptions = {},
): Promise<Ran<Result>> {
  const logged: string[] = [];
  const progressed: Ran<Result>["progressed"] = [];
  const args = command.args!.parse(input);
  const stdout = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const result = await command.run({
      args,
      log: logInto(logged),
      signal,
      progress(done, total = null) {
        progressed.push([done, total]);
        onProgress?.();
      },
      exec: () => Promise.reject(new Error("the samples start no program")),
      enqueue: () => Promise.reject(new Error("the samples enqueue nothing")),
      start: () => Promise.reject(new Error("the samples start no workflow")),
      step: async (_, work) => work(),
      once: async (_key, _options, work) => work(),
      scheduledFor: new Date(now),
      runId: "test",
      attempt: 1,
      dryRun: args["dryRun"] === true,
    } satisfies CommandContext<typeof args>);
    return { result, output: stdout.mock.calls.map(([text]) => text).join(""), logged, progressed };
  } finally {
    stdout.mockRestore();
  }
}

export function logInto(lines: string[]): RunLogger {
  const at =
    (level: string) =>
    (...said: unknown[]): void =>
      void lines.push(`${level} ${said.filter((part) => typeof part === "string").join(" ")}`);
  const logger: RunLogger = {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
    child: () => logger,
  };
  return logger;
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-samples-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const site = (name: string): string => join(import.meta.dirname, "../fixtures/sites", name);
