import type { RunLogger } from "../log/logger.ts";
import type { Enqueue } from "./enqueue.ts";

/** What a command's `run` receives. */
export interface CommandContext<Args = unknown> {
  args: Args;
  /** Goes to the terminal (pretty on a TTY, JSON lines elsewhere) and always to the ledger. */
  log: RunLogger;
  /** Aborts at the soft limit (`signal.reason.name === "TimeoutError"`), at Ctrl-C and when the run is cancelled. */
  signal: AbortSignal;
  /** Says how far the run is: a bar on a terminal, and on the row. */
  progress: (done: number, total?: number | null, note?: string) => void;
  /** Runs a program; its output is captured, and its whole process tree ends with the run. */
  exec: Exec;
  /** Writes a run down for a worker, as a child of this one. */
  enqueue: Enqueue;
  /** The instant this run is for: the tick of a schedule, or `--as-of`; otherwise when it was asked for. */
  scheduledFor: Date;
  runId: string;
  /** From 1. */
  attempt: number;
  /** The `dryRun` arg, if the command has one. */
  dryRun: boolean;
}

export interface ExecOptions {
  cwd?: string;
  /** Added to the environment of the run. */
  env?: Record<string, string>;
  /** Text or bytes for the program's stdin. Default: empty. */
  input?: string | Uint8Array;
  /** Throw a CommandError when the program fails. Default: true. */
  reject?: boolean;
  /** Show the output on the terminal as well as keeping it. Default: true. */
  show?: boolean;
}

export interface ExecResult {
  stdout: string;
  stderr: string;
  /** Null when a signal ended it. */
  exitCode: number | null;
  signal: string | null;
}

export type Exec = (file: string, args?: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
