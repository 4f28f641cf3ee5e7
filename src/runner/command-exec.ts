import type { Exec, ExecOptions, ExecResult } from "../command/context.ts";
import type { Clock } from "../core/clock.ts";
import { CommandError } from "../core/errors.ts";
import type { ExecutionContext, Exit, OutputSink } from "./executor.ts";
import type { Echo } from "./start-program.ts";

/** Most that `exec` returns of one stream: what a program prints beyond it belongs in a file. */
const RETURNED_BYTES = 16 * 1024 * 1024;

export interface ExecParts {
  runId: string;
  attempt: number;
  execution: ExecutionContext;
  /** Shows output to a person, besides the ledger. */
  echo: Echo | null;
  clock: Clock;
}

/** The `exec` of a command's context. */
export function createExec(parts: ExecParts): Exec {
  return async (file, args = [], options = {}) => {
    const { signal, sink } = parts.execution;
    signal.throwIfAborted();
    // Read at the first use: most commands start no program, and children cost 4 ms of a start.
    const { startProgram } = await import("./start-program.ts");
    const { askToEnd } = await import("./process-tree.ts");
    const kept = { stdout: new Collector(), stderr: new Collector() };
    const { exit } = startProgram(
      {
        file,
        args,
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        runId: parts.runId,
        attempt: parts.attempt,
        stdin: bytesOf(options.input),
      },
      {
        clock: parts.clock,
        sink: keepingIn(kept, sink),
        echo: options.show === false ? null : parts.echo,
      },
    );
    const end = (): void => askToEnd(parts.runId);
    signal.addEventListener("abort", end, { once: true });
    const how = await exit;
    signal.removeEventListener("abort", end);
    signal.throwIfAborted();
    return conclude(file, how, kept, options);
  };
}

function keepingIn(kept: Record<"stdout" | "stderr", Collector>, sink: OutputSink): OutputSink {
  return {
    write(stream, bytes) {
      if (stream !== "log") kept[stream].add(bytes);
      sink.write(stream, bytes);
    },
  };
}

class Collector {
  #parts: Uint8Array[] = [];
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.overflowed) this.#parts = [];
    else this.#parts.push(Uint8Array.from(bytes));
  }

  get overflowed(): boolean {
    return this.#length > RETURNED_BYTES;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}

function conclude(
  file: string,
  exit: Exit,
  kept: Record<"stdout" | "stderr", Collector>,
  { reject = true }: ExecOptions,
): ExecResult {
  if (exit.kind === "unstartable") throw new CommandError(exit.error.message, { cause: exit.error });
  for (const [stream, { overflowed }] of Object.entries(kept)) {
    if (overflowed)
      throw new CommandError(
        `${file} printed over 16 MiB to ${stream}, more than exec returns; let it write to a file`,
      );
  }
  const result = {
    stdout: kept.stdout.text(),
    stderr: kept.stderr.text(),
    exitCode: exit.kind === "exited" ? exit.code : null,
    signal: exit.kind === "signalled" ? exit.signal : null,
  };
  if (reject && result.exitCode !== 0) throw failureOf(file, result);
  return result;
}

/** The run's own exit code stays 1; the program's is for rules of retrying, and for who catches it. */
function failureOf(file: string, result: ExecResult): CommandError {
  const error = new CommandError(describeFailure(file, result));
  const { exitCode: programExitCode } = result;
  return programExitCode === null ? error : Object.assign(error, { programExitCode });
}

function describeFailure(file: string, { exitCode, signal, stderr }: ExecResult): string {
  const how = exitCode === null ? `was ended by ${signal ?? "a signal"}` : `exited with code ${exitCode}`;
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return last === "" ? `${file} ${how}` : `${file} ${how}: ${last}`;
}

function bytesOf(input: ExecOptions["input"]): Uint8Array {
  return typeof input === "string" ? Buffer.from(input) : (input ?? new Uint8Array());
}
