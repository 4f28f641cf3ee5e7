import { tmpdir } from "node:os";
import type { z } from "zod";
import { App } from "../app.ts";
import type { RunReport } from "../app/run-request.ts";
import { problemsError } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import type {
  ArgsSchema,
  CheckedArgs,
  DefinedCommand,
  JsonResult,
  LoadedCommand,
} from "../command/define.ts";
import { filesOfDefinition } from "../command/defined-at.ts";
import { describeArgs } from "../command/describe-args.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { overlapKeyOf } from "../command/overlap-key.ts";
import { readConfig, type Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { checkOptionNames } from "../core/known-options.ts";
import type { Attempt, Run } from "../core/run.ts";
import { limitsOf, overlapPolicyOf, planCommand } from "../runner/plan-command.ts";
import { recordedArgs } from "../runner/recorded-args.ts";
import { openMemoryStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { systemClock } from "../system-clock.ts";
import { inTest } from "./in-test.ts";
import { manualClock } from "./manual-clock.ts";
import { readOutput, type CommandOutput } from "./read-output.ts";
import { SILENT_FACE } from "./silence.ts";

export type { CommandOutput } from "./read-output.ts";

export interface RunCommandOptions {
  /** Name of the run's row. Default: "command". */
  name?: string;
  /** Stands still at this instant: what `scheduledFor` and every time on the rows show. Default: real time. */
  now?: Date | string | number;
  /** A clock of your own (`manualClock`), to move time while the command runs. Outranks `now`. */
  clock?: Clock;
  /** A ledger to run on, for a test of several runs. Default: a new one, thrown away. */
  store?: Store;
  /** Environment in which args with `.meta({ env })` are looked for. Default: empty. */
  env?: Record<string, string>;
}

/** What became of it: the same facts that `errand show --json` tells. */
export interface CommandRun<Result> {
  /** What the command returned, as its row keeps it; null when it failed. */
  result: Result | null;
  exitCode: number;
  output: CommandOutput;
  run: Run;
  attempts: Attempt[];
}

/**
 * Runs a command as `errand run` would, on a throw-away ledger: args validated, row written, output captured. A
 * command that fails does not throw here: look at `exitCode` and `run.error`.
 * @throws ErrandError for args that the schema refuses.
 */
export async function runCommand<Schema extends ArgsSchema, Result extends JsonResult>(
  definition: DefinedCommand<Schema, Result>,
  args: z.input<Schema>,
  options: RunCommandOptions = {},
): Promise<CommandRun<Result>> {
  checkOptionNames(options, "runCommand", { name: true, now: true, clock: true, store: true, env: true });
  const store = options.store ?? openMemoryStore(0);
  const report = await live(definition, args, { ...options, store });
  const { run } = report;
  const result = run.result as Result | null;
  const facts = { attempts: await store.attempts(run.id), output: await readOutput(store, run) };
  if (!options.store) store.close();
  return { result, exitCode: run.exitCode ?? 0, run, ...facts };
}

async function live(
  definition: DefinedCommand,
  given: object,
  options: RunCommandOptions & { store: Store },
): Promise<RunReport> {
  const command: LoadedCommand = { name: options.name ?? "command", file: "(test)", definition };
  const flags = describeArgs(definition.args, { file: command.file, positional: definition.positional });
  const args = await check(definition, given, flags, options.env ?? {});
  const clock = options.clock ?? (options.now === undefined ? systemClock : manualClock(options.now));
  const config = await plainConfig();
  const app = new App(config, { clock, store: options.store, signals: { listen: () => () => undefined } });
  const plan = planCommand({
    command,
    args,
    limits: limitsOf(command, {}, config),
    outputCap: config.output.cap,
    face: SILENT_FACE,
    clock,
    ledger: {
      config: { ...config, commands: folderOf(definition) },
      store: () => app.store,
      rescue: () => app.rescue(),
    },
    endDescendants: (runId) => app.endDescendants(runId),
    findDescendants: (runId) => app.findDescendants(runId),
    armWatchdog: null,
  });
  return app.run({
    run: {
      command: command.name,
      args: recordedArgs(args, flags),
      trigger: "api",
      dryRun: args.input["dryRun"] === true,
      tags: [],
    },
    overlap: { key: overlapKeyOf(command, args), policy: overlapPolicyOf(command, {}) },
    waitMs: 0,
    plan: (run) => ({ ...plan(run), executor: inTest }),
  });
}

/** Other commands that it enqueues are named by the folder that it stands in itself. */
function folderOf(definition: DefinedCommand): string {
  const [file = ""] = filesOfDefinition(definition);
  const [folder = tmpdir()] = /^.*\/commands(?=\/)/.exec(file) ?? [];
  return folder;
}

/** A test must not depend on the config of the project around it. */
function plainConfig(): Promise<Config> {
  return readConfig({ cwd: tmpdir(), env: {} });
}

async function check(
  definition: DefinedCommand,
  given: object,
  flags: FlagDescriptor[],
  env: Record<string, string>,
): Promise<CheckedArgs> {
  const checked = await checkArgs(definition.args, given, { descriptors: flags, env });
  if ("problems" in checked)
    throw problemsError(checked.problems, { next: "fix the args that the test gives" });
  return checked.args;
}
