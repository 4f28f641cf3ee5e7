import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { USUAL_RETRIES } from "../core/retry.ts";
import type { Run } from "../core/run.ts";
import type { ScheduledProgram } from "../core/schedule.ts";
import type { Child } from "../runner/child.ts";
import { childProcess, type ChildSpec } from "../runner/child-process.ts";
import type { ChildAnswer } from "../runner/child-words.ts";
import { programExecutor } from "../runner/program.ts";
import type { AttemptPlan } from "../runner/run-attempt.ts";
import { hideSecrets } from "../runner/program-secrets.ts";
import { createSecretMasker } from "../runner/secret-masker.ts";
import type { ProgramSpec } from "../runner/start-program.ts";

/** How a run is lived once it has begun. */
export type ClaimedPlan<Spec> = (run: Run) => Omit<AttemptPlan<Spec>, "run" | "shutdown">;

interface PlanHouse {
  config: Config;
  clock: Clock;
}

/** In a child that prepared it. */
export function planInChild(
  child: Child,
  { limits, secrets, memoryBytes, retry }: Extract<ChildAnswer, { type: "ready" }>,
  { config, clock }: PlanHouse,
): ClaimedPlan<ChildSpec> {
  const masker = createSecretMasker(secrets);
  return (run) => ({
    armWatchdog: null,
    retry,
    executor: childProcess(clock),
    limits,
    outputCap: config.output.cap,
    masker,
    spec: ({ reportProgress }) => ({ child, run, onProgress: reportProgress, memoryBytes, masker }),
  });
}

/** As a program of the schedule's own. */
export function planProgram(
  { file, args, cwd, env, stdin }: ScheduledProgram,
  { config, clock }: PlanHouse,
): ClaimedPlan<ProgramSpec> {
  return ({ id, attempt }) => ({
    armWatchdog: null,
    retry: USUAL_RETRIES,
    executor: programExecutor(clock),
    limits: { softMs: config.workTimeoutMs, killAfterMs: config.killAfterMs },
    outputCap: config.output.cap,
    masker: hideSecrets(args, { maskEnv: [], env: process.env }).masker,
    spec: () => ({
      file,
      args,
      cwd: cwd ?? config.root,
      env: { ...process.env, ...env },
      runId: id,
      attempt,
      stdin: Buffer.from(stdin ?? ""),
      ownGroup: true,
    }),
  });
}
