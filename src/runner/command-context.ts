import type { CommandContext } from "../command/context.ts";
import { createRunLogger } from "../log/run-logger.ts";
import type { Run } from "../core/run.ts";
import type { Clock } from "../core/clock.ts";
import { createEnqueue, createStart, type CommandLedger } from "./command-enqueue.ts";
import { createExec } from "./command-exec.ts";
import { createDurableWork } from "./durable-work.ts";
import type { ExecutionContext, OutputSink } from "./executor.ts";
import type { LivingAttempt } from "./run-attempt.ts";
import { createSecretMasker, type SecretMasker } from "./secret-masker.ts";
import type { Echo } from "./start-program.ts";

export interface ContextParts {
  run: Pick<Run, "id" | "command" | "scheduledFor" | "requestedAt" | "attempt" | "dryRun" | "actor" | "host">;
  args: unknown;
  clock: Clock;
  ledger: CommandLedger;
  /** Kept out of what the command keeps besides its result. */
  secrets: readonly string[];
  attempt: { recorder: { sink: OutputSink }; reportProgress: LivingAttempt["reportProgress"] };
  /** Where programs that the command starts show their output, besides the ledger. */
  echo: Echo | null;
  /** Shows a JSON log line to a person. */
  showLog: (line: string) => void;
  showProgress: (progress: NonNullable<Run["progress"]>) => void;
}

/** Makes what a command's `run` receives. */
export function createCommandContext(
  parts: ContextParts,
  execution: ExecutionContext,
): CommandContext<never> {
  return createMembers(parts, execution, execution.signal);
}

/**
 * The same with a signal that is made when it is asked for: Node makes signals from a room of its own, which a process
 * that lives one quick run need not wait for. Its price is an object that V8 looks members up in by their names, which
 * takes five times as long to make: who lives many runs makes their signals at once.
 */
export function createLateContext(parts: ContextParts, execution: ExecutionContext): CommandContext<never> {
  const context = createMembers(parts, execution, null);
  return Object.defineProperty(context, "signal", { get: () => execution.signal });
}

/** Member by member and without a spread, so that all of them have one shape. `signal`: null where another is set. */
function createMembers(
  parts: ContextParts,
  execution: ExecutionContext,
  signal: AbortSignal | null,
): CommandContext<never> {
  const { run, attempt, clock, ledger, secrets } = parts;
  const { store, rescue } = ledger;
  const { step, once } = createDurableWork({ store, rescue, secrets, run, clock, execution });
  return {
    args: parts.args as never,
    log: createRunLogger({
      bindings: { run: run.id, command: run.command },
      now: () => clock.now(),
      write(line) {
        attempt.recorder.sink.write("log", Buffer.from(line));
        parts.showLog(line);
      },
    }),
    signal: signal as AbortSignal,
    progress: createProgress(parts),
    exec: createExec({ runId: run.id, attempt: run.attempt, execution, echo: parts.echo, clock }),
    enqueue: createEnqueue(run, ledger, clock),
    start: createStart(run, ledger, clock),
    step,
    once,
    scheduledFor: new Date(run.scheduledFor ?? run.requestedAt),
    runId: run.id,
    attempt: run.attempt,
    dryRun: run.dryRun,
  };
}

/** The note is kept with the run, so it holds no secret. Most commands report nothing: what masks is made for the first note. */
function createProgress(parts: ContextParts): CommandContext["progress"] {
  const { secrets, attempt, showProgress } = parts;
  let masker: SecretMasker | null = null;
  return (done, total = null, note) => {
    // Plain JavaScript may say null.
    const text: string | null = note ?? null;
    const kept = text === null ? null : (masker ??= createSecretMasker(secrets)).maskText(text);
    const progress = { done, total, note: kept };
    attempt.reportProgress(progress);
    showProgress(progress);
  };
}
