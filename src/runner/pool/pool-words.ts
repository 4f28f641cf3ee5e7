import type { Progress, Run } from "../../core/run.ts";
import type { ChildConfig } from "../child-words.ts";
import type { Limits } from "../ending.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { Advice, RetryPolicy } from "../../core/retry.ts";
import type { Verdict } from "../verdict.ts";

/*
 * What a worker and a child of its pool say to each other. The child lives one run after another, in the order in which
 * they came; the worker knows by that whose words and whose output it hears. Output comes through pipes, as in a child
 * that lives a single run; where a run printed, marks in the pipe tell where its output begins and ends. `place` is a
 * run's place among all that the child was given, from 0.
 */

/** What a child needs to know of a run: thousands a second go over the wire. */
export type PooledRun = Pick<
  Run,
  | "id"
  | "command"
  | "args"
  | "scheduledFor"
  | "requestedAt"
  | "attempt"
  | "failures"
  | "dryRun"
  | "actor"
  | "host"
> & {
  /** It is to tell when its code begins. */
  tellsBegin?: boolean;
};

export type PoolOrder =
  | { type: "warm"; config: ChildConfig; mark: string }
  /** Loads a command's module before there is a run of it: its `loaded` or `unloadable` is the answer. */
  | { type: "load"; command: string }
  /** To be lived after those that it has. */
  | { type: "live"; runs: PooledRun[] }
  /** Those that have not begun are to be given back. */
  | { type: "recall" }
  /** The answer to `stood`. */
  | { type: "goOn" }
  /** Aborts the signal of the run that it lives. */
  | { type: "abort"; name: string; message: string };

export type PoolWord =
  | { type: "warm" }
  /** It has loaded the module of a command, of which it lives a run next or was told to load it. */
  | { type: "loaded"; command: string; limits: Limits; memoryBytes: number | null; retry: RetryPolicy }
  /** Its module did not load ahead of a run; the run itself tells why. */
  | { type: "unloadable"; command: string }
  /** Of a run that it is about to live. */
  | { type: "secrets"; place: number; secrets: string[] }
  /** The code of a run begins, at that time; told of those of which it is asked. */
  | { type: "begun"; place: number; at: number }
  | { type: "progress"; place: number; progress: Progress }
  /** Code of a run that is over went on, and threw or wanted to exit. */
  | { type: "stray"; runId: string; command: string; why: string }
  /** A run is over of which a thread told that it stands; before the next it waits for an answer. */
  | { type: "stood"; place: number }
  /** So many of those that came last have not begun, and will not. */
  | { type: "returned"; count: number }
  /** Runs that are over, in their order. `tookMs` and CPU of all of them together. `open`: what the batch left open at its end. */
  | {
      type: "over";
      /** The place of the first of them. */
      first: number;
      ends: (PoolEnd | null)[];
      tookMs: number;
      cpuMs: number;
      peakRss: number;
      open: string[];
    };

export type OverWord = Extract<PoolWord, { type: "over" }>;

/** How a run ended that did not simply succeed and say nothing: that is null. `marks`: how many pipes have its end. */
export type PoolEnd = { marks: number } & (
  | { refused: { code: ErrorCode; message: string; next: string | null } }
  | { verdict: Verdict; advice: Advice | null; startedProcesses: boolean }
);

export function pooledRunOf(run: Run, tellsBegin: boolean): PooledRun {
  const { id, command, args, scheduledFor, requestedAt, attempt, failures, dryRun, actor, host } = run;
  const told = { id, command, args, scheduledFor, requestedAt, attempt, failures, dryRun, actor, host };
  return tellsBegin ? { ...told, tellsBegin } : told;
}
