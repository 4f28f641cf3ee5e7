import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import type { Execution, Executor, Exit } from "../runner/executor.ts";
import type { InProcessSpec } from "../runner/in-process.ts";
import { judgeExit } from "../runner/judge-exit.ts";
import { inTest } from "./in-test.ts";

export interface JudgeOptions {
  run: Run;
  clock: Clock;
  /** Told of the signal that the command may wait for. */
  onStart: (signal: AbortSignal) => void;
  /** Told of what the command threw, as it was. */
  onThrown: (error: unknown) => void;
}

/** Of [0, 1): a backoff's jitter lets every wait be as long as it can be, so that tests know how long. */
export const LONGEST = 1 - Number.EPSILON;

/** Lives an attempt in this very process, and judges its end as a child does: with advice about another one. */
export function judgedInProcess({ run, clock, onStart, onThrown }: JudgeOptions): Executor<InProcessSpec> {
  return {
    start(spec, context): Execution {
      onStart(context.signal);
      const execution = inTest.start(spec, context);
      const judge = (exit: Exit): Exit => {
        // A child that left is judged by its worker.
        if (exit.kind === "left") return exit;
        if (exit.kind === "threw") onThrown(exit.error);
        const { signal } = context;
        const { definition: rules } = spec;
        return {
          kind: "judged",
          ...judgeExit(exit, { run, rules, signal, now: clock.now(), random: LONGEST }),
        };
      };
      return { ...execution, exit: execution.exit.then(judge) };
    },
  };
}
