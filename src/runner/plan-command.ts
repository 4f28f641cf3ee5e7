import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import type { Clock } from "../core/clock.ts";
import { parseDuration } from "../core/duration.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { Progress, Run } from "../core/run.ts";
import type { CommandLedger } from "./command-enqueue.ts";
import { createLateContext } from "./command-context.ts";
import type { Limits } from "./ending.ts";
import type { LeftProcess } from "./executor.ts";
import { inProcess, type InProcessSpec } from "./in-process.ts";
import type { AttemptPlan } from "./run-attempt.ts";
import { createSecretMasker } from "./secret-masker.ts";
import type { Echo } from "./start-program.ts";
import type { Terminal } from "./tee-process-output.ts";

/** The side of a run that a person sees. */
export interface Face {
  terminal: Terminal & Echo;
  /** Takes each JSON line that the command logs. */
  showLog: (line: string) => void;
  showProgress: (progress: Progress) => void;
}

export interface CommandCall {
  command: LoadedCommand;
  args: CheckedArgs;
  limits: Limits;
  outputCap: number;
  face: Face;
  clock: Clock;
  /** Where what the command enqueues goes. */
  ledger: CommandLedger;
  endDescendants: (runId: string) => Promise<unknown>;
  findDescendants: (runId: string) => Promise<LeftProcess[]>;
  armWatchdog: AttemptPlan<InProcessSpec>["armWatchdog"];
}

/** How a command is lived in this process. */
export function planCommand(call: CommandCall): (run: Run) => Omit<AttemptPlan<InProcessSpec>, "run"> {
  const { command, args, face, clock, ledger } = call;
  return (run) => ({
    executor: inProcess,
    limits: call.limits,
    outputCap: call.outputCap,
    masker: createSecretMasker(args.secrets),
    sharesThread: true,
    armWatchdog: call.armWatchdog,
    spec: (attempt) => ({
      definition: command.definition,
      runId: run.id,
      terminal: face.terminal,
      endChildren: () => call.endDescendants(run.id),
      leftovers: () => call.findDescendants(run.id),
      context: (execution) =>
        createLateContext(
          {
            ...face,
            run,
            args: args.output,
            clock,
            ledger,
            secrets: args.secrets,
            attempt,
            echo: face.terminal,
          },
          execution,
        ),
    }),
  });
}

/** The policy asked for, or the command's own; asking to wait for a time is asking for `wait`. */
export function overlapPolicyOf(
  { definition }: LoadedCommand,
  asked: { overlap?: OverlapPolicy | undefined; wait?: number | undefined },
): OverlapPolicy {
  return asked.overlap ?? (asked.wait === undefined ? (definition.overlap ?? "skip") : "wait");
}

/** Flags over the command's own limits over the config's. Durations of a definition were checked when it was loaded. */
export function limitsOf(
  { definition }: LoadedCommand,
  asked: { timeout?: number | undefined; killAfter?: number | undefined },
  config: { timeoutMs: number | null; killAfterMs: number },
): Limits {
  const own = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseDuration(text);
  return {
    softMs: asked.timeout ?? own(definition.timeout) ?? config.timeoutMs,
    killAfterMs: asked.killAfter ?? own(definition.killAfter) ?? config.killAfterMs,
  };
}
