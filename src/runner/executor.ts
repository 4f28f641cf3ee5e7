import type { Advice } from "../core/retry.ts";
import type { Stream } from "../core/run.ts";
import type { Verdict } from "./verdict.ts";

/** Takes what a run writes, in order, and never throws into it. The bytes are its writer's again when it returns. */
export interface OutputSink {
  write(stream: Stream, bytes: Uint8Array): void;
}

/** How the work ended, before anybody judges it. */
export type Exit =
  | { kind: "returned"; value: unknown }
  | { kind: "threw"; error: unknown }
  /** The process of the work ended: `exec`'s program, or a command that set `process.exitCode`. */
  | { kind: "exited"; code: number }
  /** `process.exit()` in a command that lives in a process of its own. */
  | { kind: "left"; code: number }
  /** `reason`: more than the signal's name, where more is known. */
  | { kind: "signalled"; signal: string; reason?: string }
  /** A command in another process, which judged its end where the values still were. */
  | { kind: "judged"; verdict: Verdict; advice: Advice | null }
  /** The program could not be started at all. */
  | { kind: "unstartable"; error: Error };

export interface ExecutionContext {
  sink: OutputSink;
  /** Aborts once, at the first cause: a soft limit, Ctrl-C, a cancel. The work should end by itself then. */
  signal: AbortSignal;
}

export interface Execution {
  /** Settles when the work is over; never rejects. */
  exit: Promise<Exit>;
  /** Ends the work and every descendant by force; resolves when none is left. For work in this very process it ends only its children. */
  kill(): Promise<unknown>;
  /** What descends from the work and still runs: told when it ended well, so that nobody finds it by surprise. */
  leftovers(): Promise<LeftProcess[]>;
  /** The same two at the exit of this very process, where no promise is kept; without it, or null: there is nothing to end. */
  atExit?: () => ExitTree | null;
  /** CPU ms and peak resident bytes of the work, as far as known by now. */
  usage(): { cpuMs: number | null; peakRss: number | null };
}

export interface ExitTree {
  kill(): void;
  leftovers(): LeftProcess[];
}

export interface LeftProcess {
  pid: number;
  /** What it was called with. */
  title: string;
}

/** A way to live an attempt: in this process, or as a program. `Spec` is what it needs to know. */
export interface Executor<Spec> {
  start(spec: Spec, context: ExecutionContext): Execution;
}
