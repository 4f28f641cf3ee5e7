import type { CommandContext } from "../command/context.ts";
import type { DefinedCommand } from "../command/define.ts";
import { callDefinition } from "./call-definition.ts";
import type { Execution, ExecutionContext, Executor, Exit, LeftProcess, OutputSink } from "./executor.ts";
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

/** Has what `work` prints go where it belongs. */
export type Capture = (work: () => Promise<Exit>, spec: InProcessSpec, sink: OutputSink) => Promise<Exit>;

/** Lives an attempt in this very process: what `errand run` does. */
export const inProcess = livingInProcess(async (work, { terminal }, sink) => {
  const restoreOutput = teeProcessOutput(sink, terminal);
  try {
    return await work();
  } finally {
    restoreOutput();
  }
});

/** Lives attempts in this very process, and captures what they print in its own way. */
export function livingInProcess(capture: Capture): Executor<InProcessSpec> {
  return {
    start(spec, execution): Execution {
      const children = watchChildren(spec.runId);
      return {
        exit: capture(() => live(spec, execution), spec, execution.sink).finally(children.stop),
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
}

async function live(spec: InProcessSpec, execution: ExecutionContext): Promise<Exit> {
  const restoreRunId = setRunId(spec.runId);
  try {
    return await callDefinition(spec.definition, spec.context(execution));
  } finally {
    restoreRunId();
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
