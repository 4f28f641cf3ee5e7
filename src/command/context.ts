import type { JsonResult } from "../core/json.ts";
import type { Start } from "../core/workflow.ts";
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
  /** Writes the runs of a workflow down for workers, its first ones as children of this run. */
  start: Start;
  /** Work of this run that is not done again when the run is tried again. */
  step: Step;
  /** Work that is done once in a period, whichever run comes to it. */
  once: Once;
  /** The instant this run is for: the tick of a schedule, or `--as-of`; otherwise when it was asked for. */
  scheduledFor: Date;
  runId: string;
  /** From 1. */
  attempt: number;
  /** The `dryRun` arg, if the command has one. */
  dryRun: boolean;
}

/**
 * Does a named piece of work once for a run: its result is in the ledger before this resolves, and every other attempt
 * of the run gets that result without calling `work`; so does `errand retry` of a run that failed, with the same args.
 * What it gives is what was kept, the first time too: JSON, with secrets masked.
 *
 * Between the end of `work` and the write lies a moment: whoever is killed in it has done the work, and does it again.
 * Where that must not be, hand the other side a key to know the repetition by.
 * @throws TypeError for a name that this attempt used already, a name that is no text of 1 to 256 characters, a `work`
 * that is no function, and a result that is not JSON (the path of the value is named). Error when the run is not this
 * attempt's any more.
 */
export type Step = <Result extends JsonResult>(
  name: string,
  work: () => Promise<Result> | Result,
) => Promise<Result>;

/**
 * Does work once across all runs of the project that say the same key: the first takes the key, others wait for it and
 * get its result, and for the time of `for` ("30d", from its end) nobody does it again. When `work` throws, or its
 * attempt ends without a result, the next one does it. A dry run does the work, takes no key and keeps nothing. The
 * moment of `step` between work and write is here too.
 * @throws TypeError as `step` does, for its own key within its work (it would wait for itself), and for a `for` that is
 * no duration; the reason of `signal` when that aborts meanwhile.
 */
export type Once = <Result extends JsonResult>(
  key: string,
  options: { for: string },
  work: () => Promise<Result> | Result,
) => Promise<Result>;

export interface ExecOptions {
  cwd?: string;
  /** Added to the environment of the run. */
  env?: Record<string, string>;
  /** Text or bytes for the program's stdin. Default: empty. */
  input?: string | Uint8Array;
  /** Throw a CommandError when the program fails, with its exit code as `programExitCode`. Default: true. */
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
