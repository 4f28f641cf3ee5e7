import type { Config } from "../config.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { Advice, RetryPolicy } from "../core/retry.ts";
import type { Progress, Run } from "../core/run.ts";
import type { Limits } from "./ending.ts";
import type { Execution } from "./executor.ts";
import type { Verdict } from "./verdict.ts";

/*
 * What a scheduler and the child that lives a run for it say to each other. The child is forked ahead, with errand's
 * code loaded; it is warmed, and waits. It prepares one run, answers, and when it is told to go lives it and ends.
 * Output does not come this way: stdout, stderr and log lines are pipes that hold the writer up when they are full.
 */

/** The pipe of log lines: 0 to 2 are the standard streams, 3 is the wire of these words. */
export const LOG_PIPE = 4;
/** In a pool's child: the file of its trail (`pool/trail.ts`). */
export const TRAIL = 5;

/** The part of the config that a child needs. */
export type ChildConfig = Pick<
  Config,
  "root" | "commands" | "import" | "killAfterMs" | "database" | "attempts" | "routes"
> & {
  /** Of background runs. */
  timeoutMs: number | null;
};

/** It goes over the wire for each run, and a config may hold thousands of schedules. */
export function childConfigOf(config: Config): ChildConfig {
  const { root, commands, import: modules, workTimeoutMs: timeoutMs, killAfterMs } = config;
  const { database, attempts, routes } = config;
  return { root, commands, import: modules, timeoutMs, killAfterMs, database, attempts, routes };
}

export interface PrepareOrder {
  type: "prepare";
  run: Run;
  config: ChildConfig;
  /** Its schedule's `when` has a say. */
  askWhen: boolean;
}

export type ChildOrder =
  | { type: "warm"; config: ChildConfig }
  | PrepareOrder
  /** The run as it was begun. */
  | { type: "go"; run: Run }
  /** Aborts the command's signal, with an error of this name and message. */
  | { type: "abort"; name: string; message: string };

export type ChildAnswer =
  /** `retry`: what its rules say of an attempt that can say nothing of its end any more. */
  | { type: "ready"; secrets: string[]; limits: Limits; memoryBytes: number | null; retry: RetryPolicy }
  | { type: "refused"; error: { code: ErrorCode; message: string; next: string | null } }
  /** `when` said no; `reason` is what it said beyond that. */
  | { type: "declined"; reason: string | null };

/** The child's last word. */
export interface ChildEnd {
  type: "over";
  verdict: Verdict;
  /** Whether it is worth another attempt; null when it went well. */
  advice: Advice | null;
  usage: ReturnType<Execution["usage"]>;
  /** False: it started no process, and so left none. */
  startedProcesses: boolean;
}

export type ChildWord =
  | { type: "warm" }
  | ChildAnswer
  /** The command's code begins, at that time. */
  | { type: "begun"; at: number }
  | { type: "progress"; progress: Progress }
  | ChildEnd;
