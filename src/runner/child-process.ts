import type { Clock } from "../core/clock.ts";
import type { Progress, Run } from "../core/run.ts";
import type { Child } from "./child.ts";
import { readChildExit } from "./child-exit.ts";
import type { Execution, ExecutionContext, Executor, Exit } from "./executor.ts";
import { watchKernelKills } from "./kernel-kills.ts";
import { limitMemory, type LimitedRun } from "./memory-limit.ts";
import { meterProcess } from "./process-meter.ts";
import { describeRunProcesses, endRunProcesses } from "./process-tree.ts";

export interface ChildSpec {
  /** It has prepared the run, and waits to go. */
  child: Child;
  run: Run;
  onProgress: (progress: Progress) => void;
  /** Most that its processes may have in memory; null: no such limit. */
  memoryBytes: number | null;
}

/** Lives an attempt in a process of its own, which was forked ahead: what the scheduler does. */
export function childProcess(clock: Clock): Executor<ChildSpec> {
  return {
    start({ child, run, onProgress, memoryBytes }, { sink, signal }: ExecutionContext): Execution {
      child.onProgress = onProgress;
      child.output.flowTo(sink);
      const judgeKill = watchKernelKills();
      const memory = memoryBytes === null ? null : limitMemory(limitedRun(child, run, memoryBytes), clock);
      const exit = exitOf(child).then((exit) => memory?.exit ?? judgeKill(exit));
      const meter = meterProcess(child.pid, exit, clock);
      signal.addEventListener("abort", () => child.abort(signal.reason), { once: true });
      child.go(run);
      return {
        exit,
        leftovers: async () =>
          child.lastWord?.startedProcesses === false ? [] : describeRunProcesses(run.id),
        kill: () => endRunProcesses(run.id, clock),
        usage: () => child.lastWord?.usage ?? meter(),
      };
    },
  };
}

function limitedRun(child: Child, { id }: Run, bytes: number): LimitedRun {
  return { runId: id, bytes, dismiss: () => child.dismiss(), over: child.ended };
}

async function exitOf(child: Child): Promise<Exit> {
  const end = await child.ended;
  return readChildExit(end, { lastWord: child.lastWord, lastWords: child.output.lastWords });
}
