import { spawn, type ChildProcess } from "node:child_process";
import type { Clock } from "../core/clock.ts";
import type { Stream } from "../core/run.ts";
import type { Exit, OutputSink } from "./executor.ts";
import { addRoot } from "./known-processes.ts";
import { awaitEnd } from "./process-end.ts";
import { readPipe } from "./read-pipe.ts";
import { runVariables } from "./run-marks.ts";
import { messageOf } from "../core/thrown.ts";

export interface ProgramSpec {
  file: string;
  args: readonly string[];
  cwd: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Every descendant carries it in its environment, so that none can get lost. */
  runId: string;
  /** Where the run may be tried again. */
  attempt?: number;
  /** Given to the program, or inherited from the terminal. */
  stdin: "inherit" | Uint8Array;
  /** A process group of its own: a terminal's Ctrl-C is not meant for it. Default: that of this process. */
  ownGroup?: boolean;
}

export interface RunningProgram {
  pid: number | undefined;
  /** Settles at the program's exit and a short drain, not when the last holder of its stdout goes; never rejects. */
  exit: Promise<Exit>;
}

/** Shows what a program writes, besides the ledger: null when the reader has it, else what resolves when it has. */
export interface Echo {
  show(stream: Stream, bytes: Uint8Array): Promise<void> | null;
}

export interface ProgramHouse {
  clock: Clock;
  sink: OutputSink;
  /** A reader that takes its time has the program wait, as it would without us. */
  echo: Echo | null;
}

/**
 * Starts a program with its output piped to `sink` and `echo`. By Node's own `spawn`, not a library over it: those end with
 * the streams, and a run must end with the process, though a grandchild may hold them for ever.
 */
export function startProgram(spec: ProgramSpec, { clock, sink, echo }: ProgramHouse): RunningProgram {
  let child: ChildProcess;
  try {
    child = spawnChild(spec);
  } catch (error) {
    return { pid: undefined, exit: Promise.resolve(unstartable(spec.file, error)) };
  }
  if (child.pid !== undefined) child.once("exit", addRoot(spec.runId, child.pid, spec.attempt));
  let pieces = 0;
  for (const stream of ["stdout", "stderr"] as const) {
    const pipe = child[stream];
    const take = (bytes: Uint8Array): Promise<void> | null => {
      pieces += 1;
      sink.write(stream, bytes);
      return echo?.show(stream, bytes) ?? null;
    };
    if (pipe) child.once("exit", readPipe(pipe, { take }));
  }
  return { pid: child.pid, exit: exitOf(child, spec.file, { clock, pieces: () => pieces }) };
}

function spawnChild({
  file,
  args,
  cwd,
  env,
  runId,
  attempt,
  stdin,
  ownGroup = false,
}: ProgramSpec): ChildProcess {
  const child = spawn(file, args, {
    cwd,
    detached: ownGroup,
    env: { ...env, ...runVariables(runId, attempt) },
    stdio: [stdin === "inherit" ? "inherit" : "pipe", "pipe", "pipe"],
  });
  // A program that does not read its stdin is no error of ours.
  child.stdin?.on("error", () => undefined);
  if (stdin !== "inherit") child.stdin?.end(stdin);
  return child;
}

async function exitOf(
  child: ChildProcess,
  file: string,
  flow: { clock: Clock; pieces: () => number },
): Promise<Exit> {
  const end = await awaitEnd(child, flow);
  if ("error" in end) return unstartable(file, end.error);
  return end.signal === null ? { kind: "exited", code: end.code } : { kind: "signalled", signal: end.signal };
}

function unstartable(file: string, error: unknown): Exit {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const why = WHY[code ?? ""] ?? messageOf(error);
  const explained = Object.assign(new Error(`${file} cannot be started: ${why}`, { cause: error }), { code });
  return { kind: "unstartable", error: explained };
}

const WHY: Record<string, string> = {
  ENOENT: "there is no such program",
  EACCES: "it may not be executed",
  E2BIG: "its arguments and environment are too long for this system",
};
