import type { Clock } from "../core/clock.ts";
import type { Progress, Run } from "../core/run.ts";
import type { Child } from "./child.ts";
import { readChildExit } from "./child-exit.ts";
import type { Execution, ExecutionContext, Executor, Exit } from "./executor.ts";
import { watchKernelKills } from "./kernel-kills.ts";
import { limitMemory, type LimitedRun } from "./memory-limit.ts";
import { meterProcess } from "./process-meter.ts";
import { maskVerdict } from "./mask-verdict.ts";
import { describeRunProcesses, endRunProcesses } from "./process-tree.ts";
import type { SecretMasker } from "./secret-masker.ts";
import { addTeller, type ToldEnd } from "./told-ends.ts";

export interface ChildSpec {
  /** It has prepared the run, and waits to go. */
  child: Child;
  run: Run;
  onProgress: (progress: Progress) => void;
  /** Most that its processes may have in memory; null: no such limit. */
  memoryBytes: number | null;
  masker: SecretMasker;
}

/** Lives an attempt in a process of its own, which was forked ahead: what the scheduler does. */
export function childProcess(clock: Clock): Executor<ChildSpec> {
  return {
    start(spec, { sink, signal }: ExecutionContext): Execution {
      const { child, run, onProgress, memoryBytes } = spec;
      child.onProgress = onProgress;
      child.output.flowTo(sink);
      const judgeKill = watchKernelKills();
      const memory = memoryBytes === null ? null : limitMemory(limitedRun(child, run, memoryBytes), clock);
      const exit = exitOf(child).then((exit) => memory?.exit ?? judgeKill(exit));
      const meter = meterProcess(child.pid, exit, { clock });
      signal.addEventListener("abort", () => child.abort(signal.reason), { once: true });
      child.go(run);
      void child.ended.then(addTeller(() => (signal.aborted ? [] : toldBy(spec))));
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

function toldBy({ child, run, masker }: ChildSpec): ToldEnd[] {
  const word = child.takeUnread();
  if (!word) return [];
  const { verdict, advice, usage } = word;
  const ref = { runId: run.id, attempt: run.attempt };
  return [{ ref, verdict: maskVerdict(verdict, masker), advice, ...usage }];
}

function limitedRun(child: Child, { id }: Run, bytes: number): LimitedRun {
  return { runId: id, bytes, dismiss: () => child.dismiss(), over: child.ended };
}

async function exitOf(child: Child): Promise<Exit> {
  const end = await child.ended;
  return readChildExit(end, { lastWord: child.lastWord, lastWords: child.output.lastWords });
}
