import { basename } from "node:path";
import { ErrandError } from "../core/errors.ts";
import type { Trigger } from "../core/run.ts";
import { programExecutor } from "../runner/program.ts";
import { announceRun } from "./announce-run.ts";
import { explainVerb } from "./explain.ts";
import { parentOf } from "./parent-run.ts";
import { leaveWith, openTerminal } from "./report-run.ts";
import { DEFAULT_WAIT_MS } from "./plain-run.ts";
import { hideSecrets } from "../runner/program-secrets.ts";
import { EXEC_ARGS, type RunnerOptions } from "./runner-flags.ts";
import { readRunnerWords } from "./runner-options.ts";
import type { Leave, Shell } from "./shell.ts";
import { warnOfUntoldRun } from "./untold.ts";

/** `errand exec [--name NAME] [runner flags] -- PROGRAM [arguments]` */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const { options, name: file, after, help, flags } = await readRunnerWords(argv, EXEC_ARGS, "exec", shell);
  if (help || file === undefined) return explainVerb({ verb: "exec", flags, asked: help }, shell);
  if (file === "")
    throw new ErrandError("usage", "the program's name is empty", { next: "errand exec --help" });
  shell.configFlags = { config: options.config, database: options.database };
  const name = options.name ?? basename(file);
  const parentId = await parentOf(shell);
  const { maskEnv, trigger } = options;
  return execProgram({ file, args: after, name, maskEnv, options, trigger, parentId }, shell);
}

export interface ProgramCall {
  file: string;
  args: string[];
  name: string;
  /** Variables of the environment whose values must not be kept. */
  maskEnv: string[];
  options: RunnerOptions;
  trigger: Trigger;
  parentId: string | null;
  /** The tick that is run, and what its schedule says of the program beside its words. Without it: as the terminal has it. */
  scheduled?: ScheduledProgramCall;
}

export interface ScheduledProgramCall {
  scheduleId: string;
  scheduledFor: number | null;
  cwd: string;
  env: Readonly<Record<string, string>>;
  stdin: Uint8Array | "inherit";
}

/** Runs a program, shows its output to whoever called, and leaves with its exit code. */
export async function execProgram(asked: ProgramCall, shell: Shell): Promise<Leave> {
  const { file, args, name, maskEnv, options, trigger, parentId, scheduled } = asked;
  const cwd = scheduled?.cwd ?? shell.host.cwd;
  const env = { ...shell.host.env, ...scheduled?.env };
  const { recorded, masker } = hideSecrets(args, { maskEnv, env });
  const [app, config] = [await shell.app(), await shell.config()];
  const { terminal, stop } = await openTerminal(app, options, shell);
  const tellOf = await announceRun({ app, config });
  const report = await app.run({
    run: {
      command: name,
      args: { program: file, arguments: recorded },
      trigger,
      dryRun: false,
      tags: options.tag,
      scheduledFor: scheduled?.scheduledFor ?? null,
      scheduleId: scheduled?.scheduleId ?? null,
      parentId,
    },
    overlap: { key: name, policy: options.overlap ?? (options.wait === undefined ? "skip" : "wait") },
    waitMs: options.wait ?? DEFAULT_WAIT_MS,
    plan: (run) => ({
      executor: programExecutor(shell.host.clock, terminal),
      limits: {
        softMs: options.timeout ?? config.timeoutMs,
        killAfterMs: options.killAfter ?? config.killAfterMs,
      },
      outputCap: config.output.cap,
      masker,
      armWatchdog: null,
      spec: () => ({ file, args, cwd, env, runId: run.id, stdin: scheduled?.stdin ?? ("inherit" as const) }),
    }),
  });
  await tellOf();
  warnOfUntoldRun(config, name, shell);
  stop();
  return leaveWith(report, options, shell);
}
