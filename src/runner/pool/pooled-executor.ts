import type { Clock } from "../../core/clock.ts";
import { ErrandError, EXIT } from "../../core/errors.ts";
import type { Advice } from "../../core/retry.ts";
import type { Progress } from "../../core/run.ts";
import type { Execution, ExecutionContext, Executor, Exit } from "../executor.ts";
import { addRoot } from "../known-processes.ts";
import { watchKernelKills } from "../kernel-kills.ts";
import { limitMemory, type LimitedRun } from "../memory-limit.ts";
import { meterProcess } from "../process-meter.ts";
import { describeRunProcesses, endRunProcesses } from "../process-tree.ts";
import { mayLoadLater, refusedVerdict } from "../refused-verdict.ts";
import type { PoolChild } from "./pool-child.ts";
import type { Verdict } from "../verdict.ts";
import { WHY_UNBEGUN, type LifeEnd, type PooledLife, type PooledUsage } from "./pooled-life.ts";

export interface PooledSpec {
  life: PooledLife;
  child: PoolChild;
  onProgress: (progress: Progress) => void;
  memoryBytes: number | null;
}

/** Watches a run that lives in a child of the pool, from some moment of its life on. A child whose run was made to end goes with it. */
export function pooledExecutor(clock: Clock): Executor<PooledSpec> {
  return {
    start({ life, child, onProgress, memoryBytes }, { sink, signal }: ExecutionContext): Execution {
      const { id, attempt } = life.run;
      let usage: Omit<PooledUsage, "tookMs"> | undefined;
      // Where the child cannot tell any more: what is measured from here on.
      const meter = meterProcess(child.pid, life.over, { clock, fromNow: true });
      let mayHaveStarted = true;
      const forget = addRoot(id, child.pid, attempt);
      life.onProgress = onProgress;
      life.flowTo(sink);
      signal.addEventListener("abort", () => child.abort(signal.reason), { once: true });
      const memory = memoryBytes === null ? null : limitMemory(limitedIn(child, life, memoryBytes), clock);
      const judgeKill = watchKernelKills();
      const exit = life.over.then((end) => {
        // The child lives on, and is not the run's any more; what it was made to end goes with it.
        if (!child.isSpent) forget();
        if (end.kind === "told") usage = end.usage;
        mayHaveStarted = end.kind !== "told" || startedProcesses(end);
        return memory?.exit ?? judgeKill(exitOf(end));
      });
      return {
        exit,
        leftovers: async () => (mayHaveStarted ? describeRunProcesses(id) : []),
        async kill() {
          if (child.isSpent) child.dismiss();
          const ended = await endRunProcesses(id, clock);
          forget();
          return ended;
        },
        usage: () => usage ?? meter(),
      };
    },
  };
}

/** What runs before it left in the child is not its own. */
function limitedIn(child: PoolChild, { run, over }: PooledLife, bytes: number): LimitedRun {
  return { runId: run.id, bytes, besides: child.growth.bytes, dismiss: () => child.dismiss(), over };
}

function startedProcesses({ end }: Extract<LifeEnd, { kind: "told" }>): boolean {
  return end !== null && "verdict" in end && end.startedProcesses;
}

/** Judged where the values were, or what can be seen of it from here. */
export function exitOf(end: LifeEnd): Exit {
  if (end.kind === "told" && end.end && "refused" in end.end) {
    const { code, message } = end.end.refused;
    const verdict = refusedVerdict(new ErrandError(code, message));
    return { kind: "judged", verdict, advice: mayLoadLater(code) ? null : REFUSED };
  }
  if (end.kind === "died") return end.exit;
  if (end.kind !== "told") return { kind: "judged", verdict: UNBEGUN, advice: null };
  if (end.end && "verdict" in end.end)
    return { kind: "judged", verdict: end.end.verdict, advice: end.end.advice };
  return { kind: "returned", value: undefined };
}

/** It was looked after, as it seemed to live; it goes back into the queue. */
const UNBEGUN: Verdict = {
  outcome: "interrupted",
  reason: WHY_UNBEGUN,
  exitCode: EXIT.terminated,
  signal: null,
  error: null,
  result: null,
};

const REFUSED: Advice = { kind: "never", note: "not tried again: it was refused" };
