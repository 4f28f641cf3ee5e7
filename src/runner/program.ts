import type { Clock } from "../core/clock.ts";
import type { Execution, ExecutionContext, Executor, LeftProcess } from "./executor.ts";
import { meterProcess } from "./process-meter.ts";
import { askToEnd, describeRunProcesses, endRunProcesses } from "./process-tree.ts";
import { startProgram, type Echo, type ProgramSpec } from "./start-program.ts";

/** Lives an attempt as a program: what `errand exec` does. `echo` shows its output to a person. */
export function programExecutor(clock: Clock, echo: Echo | null = null): Executor<ProgramSpec> {
  return {
    start(spec: ProgramSpec, { sink, signal }: ExecutionContext): Execution {
      const { pid, exit } = startProgram(spec, { clock, sink, echo });
      signal.addEventListener("abort", () => askToEnd(spec.runId), { once: true });
      const meter = meterProcess(pid, exit, { clock });
      const leftovers = async (): Promise<LeftProcess[]> => describeRunProcesses(spec.runId);
      return {
        exit,
        leftovers,
        kill: () => endRunProcesses(spec.runId, clock),
        usage: meter,
      };
    },
  };
}
