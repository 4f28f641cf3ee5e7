import { invalid, problemsError } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { describeArgs } from "../command/describe-args.ts";
import { describeWork } from "../command/describe-work.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { findCommand } from "../command/discover.ts";
import { relativeFile, type FoundCommand } from "../command/found-command.ts";
import { loadCommand } from "../command/load.ts";
import { dropMasked } from "../command/secret-args.ts";
import { ErrandError } from "../core/errors.ts";
import { dropAbsent, findAbsent, wordAbsent } from "../core/reference.ts";
import type { RetryPolicy } from "../core/retry.ts";
import type { Run } from "../core/run.ts";
import { textOf } from "../core/thrown.ts";
import { policyOf } from "./advise.ts";
import type { ChildConfig } from "./child-words.ts";
import type { Limits } from "./ending.ts";
import { limitsOf } from "./plan-command.ts";

/** A command that is there to live one run after another, with what is asked of it for each. */
export interface ReadyCommand {
  command: LoadedCommand;
  descriptors: readonly FlagDescriptor[];
  limits: Limits;
  memoryBytes: number | null;
  /** What its rules say of an attempt that can say nothing of its end any more. */
  retry: RetryPolicy;
}

/** Where commands come from. */
export type LoadByName = (name: string, config: ChildConfig) => Promise<LoadedCommand>;

const loadFromProject: LoadByName = async (name, config) => loadCommand(findFile(name, config), config);

/** Loads the command of that name. @throws ErrandError unknown_command, invalid_command. */
export async function readyCommand(
  name: string,
  config: ChildConfig,
  load: LoadByName = loadFromProject,
): Promise<ReadyCommand> {
  const command = await load(name, config);
  const { definition, file } = command;
  return {
    command,
    descriptors: describeArgs(definition.args, { file, positional: definition.positional }),
    limits: limitsOf(command, {}, config),
    memoryBytes: describeWork(definition).memoryBytes,
    retry: policyOf(definition),
  };
}

function findFile(name: string, config: ChildConfig): FoundCommand {
  const found = findCommand(config, name);
  if (found) return found;
  const { commands, root } = config;
  // It may be of another project that has the same ledger, and never have been in this one.
  const message = `${relativeFile(commands, root)}/ of ${root} has no command "${name}"`;
  throw new ErrandError("unknown_command", message, { next: "errand list" });
}

/**
 * Judges a run's args as they are now, long after they were recorded. What was masked on the row comes from the
 * environment again. Where there is nothing to judge the answer is there at once: most of what waits by the thousand
 * says all by its command's name.
 */
export function readArgs(
  ready: ReadyCommand,
  run: Pick<Run, "args">,
  env: NodeJS.ProcessEnv = process.env,
): CheckedArgs | Promise<CheckedArgs> {
  if (!ready.command.definition.args && isEmpty(run.args)) return { input: {}, output: {}, secrets: [] };
  return judgeArgs(ready, run, env);
}

async function judgeArgs(
  { command: { name, definition }, descriptors }: ReadyCommand,
  run: Pick<Run, "args">,
  env: NodeJS.ProcessEnv,
): Promise<CheckedArgs> {
  const input = dropMasked(dropAbsent(run.args), descriptors);
  const checked = await checkArgs(definition.args, input, { descriptors, env });
  if ("problems" in checked) {
    const absent = findAbsent(run.args).map((one) => invalid(wordAbsent(one)));
    throw problemsError([...absent, ...checked.problems], { next: `errand run ${name} --help` });
  }
  return checked.args;
}

function isEmpty(args: Run["args"]): boolean {
  for (const key in args) if (Object.hasOwn(args, key)) return false;
  return true;
}

/** What a run is refused by. A schema's own code may throw anything. */
export function explainRefusal(error: unknown, command: string): ErrandError {
  if (error instanceof ErrandError) return error;
  const message = `${command} could not be prepared: ${textOf(error)}`;
  return new ErrandError("invalid_command", message, { next: `errand run ${command}` });
}
