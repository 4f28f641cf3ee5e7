import type { CommandContext } from "../command/context.ts";
import type { DefinedCommand } from "../command/define.ts";
import type { Execution, ExecutionContext, Executor, Exit, LeftProcess } from "./executor.ts";
import { teeProcessOutput, type Terminal } from "./tee-process-output.ts";
import { watchChildren } from "./watch-children.ts";

export interface InProcessSpec {
  definition: DefinedCommand;
  runId: string;
  /** The command's context, made once the signal is known. */
  context: (execution: ExecutionContext) => CommandContext<never>;
  terminal: Terminal;
  /** Ends every process that descends from this run. */
  endChildren: () => Promise<unknown>;
  /** Those of them that still run. */
  leftovers: () => Promise<LeftProcess[]>;
}

/** Lives an attempt in this very process: what `errand run` does. */
export const inProcess: Executor<InProcessSpec> = {
  start(spec, execution): Execution {
    const children = watchChildren(spec.runId);
    return {
      exit: live(spec, execution).finally(children.stop),
      leftovers: async () => (children.any() ? spec.leftovers() : []),
      kill: () => spec.endChildren(),
      usage: readUsage,
    };
  },
};

function readUsage(): ReturnType<Execution["usage"]> {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000), peakRss: maxRSS * 1024 };
}

async function live(spec: InProcessSpec, execution: ExecutionContext): Promise<Exit> {
  const restoreOutput = teeProcessOutput(execution.sink, spec.terminal);
  const restoreRunId = setRunId(spec.runId);
  const stray = catchStrayErrors();
  try {
    return await Promise.race([call(spec, execution), stray.thrown]);
  } finally {
    stray.stop();
    restoreRunId();
    restoreOutput();
  }
}

async function call(spec: InProcessSpec, execution: ExecutionContext): Promise<Exit> {
  const outer = process.exitCode;
  process.exitCode = undefined;
  try {
    const value = await spec.definition.run(spec.context(execution));
    // A command that sets it means it, as it would in a program of its own.
    const code = exitCodeSet();
    return code === 0 ? { kind: "returned", value } : { kind: "exited", code };
  } catch (error) {
    return { kind: "threw", error };
  } finally {
    process.exitCode = outer;
  }
}

function exitCodeSet(): number {
  return Number(process.exitCode ?? 0);
}

/** Children find the run by this variable even after they left the process group. */
function setRunId(runId: string): () => void {
  const outer = process.env["ERRAND_RUN_ID"];
  process.env["ERRAND_RUN_ID"] = runId;
  return () => {
    if (outer === undefined) delete process.env["ERRAND_RUN_ID"];
    else process.env["ERRAND_RUN_ID"] = outer;
  };
}

/** An error that no promise of the command carries (a rejection nobody awaits, a throw in a timer) ends the run as its own would. */
function catchStrayErrors(): { thrown: Promise<Exit>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  const settle = (error: unknown): void => resolve({ kind: "threw", error });
  process.on("uncaughtException", settle);
  process.on("unhandledRejection", settle);
  return {
    thrown: promise,
    stop() {
      process.off("uncaughtException", settle);
      process.off("unhandledRejection", settle);
    },
  };
}
