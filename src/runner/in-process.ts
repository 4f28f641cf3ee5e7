import type { CommandContext } from "../command/context.ts";
import type { DefinedCommand } from "../command/define.ts";
import { callDefinition } from "./call-definition.ts";
import type { Execution, ExecutionContext, Executor, Exit, LeftProcess } from "./executor.ts";
import { readOwnUsage } from "./own-usage.ts";
import { teeProcessOutput, type Terminal } from "./tee-process-output.ts";
import { watchChildren } from "./watch-children.ts";
import { systemClock } from "../system-clock.ts";

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
      atExit() {
        const tree = children.tree();
        return (
          tree && {
            kill: () => tree.endRunProcessesNow(spec.runId, systemClock),
            leftovers: () => tree.describeRunProcesses(spec.runId),
          }
        );
      },
      usage: readOwnUsage,
    };
  },
};

async function live(spec: InProcessSpec, execution: ExecutionContext): Promise<Exit> {
  const restoreOutput = teeProcessOutput(execution.sink, spec.terminal);
  const restoreRunId = setRunId(spec.runId);
  try {
    return await callDefinition(spec.definition, spec.context(execution));
  } finally {
    restoreRunId();
    restoreOutput();
  }
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
