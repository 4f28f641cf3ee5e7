import { describeArgs } from "../command/describe-args.ts";
import { resolveCommand } from "../command/discover.ts";
import { loadCommand } from "../command/load.ts";
import { callCommand } from "./call-command.ts";
import { readCommandArgs } from "./prepare-command.ts";
import { parentOf } from "./parent-run.ts";
import type { RunOptions } from "./runner-flags.ts";
import type { Leave, Shell } from "./shell.ts";

export interface RunCall {
  name: string;
  /** The words behind the name. */
  argv: string[];
  options: RunOptions;
}

/** Finds, loads and checks a command, then calls it. */
export async function runCommand({ name, argv, options }: RunCall, shell: Shell): Promise<Leave> {
  const prepared = await prepare({ name, argv, options }, shell);
  const { trigger, asOf } = options;
  const scheduledFor = asOf?.getTime() ?? null;
  return callCommand({ ...prepared, options, trigger, scheduledFor, parentId: await parentOf(shell) }, shell);
}

async function prepare({ name, argv, options }: RunCall, shell: Shell) {
  const { input, trigger, tag: tags } = options;
  try {
    const config = await shell.config();
    const command = await loadCommand(resolveCommand(config, name), config);
    const { definition, file } = command;
    const flags = describeArgs(definition.args, { file, positional: definition.positional });
    return { command, flags, args: await readCommandArgs({ command, flags, argv, input }, shell) };
  } catch (error) {
    const { noteRefusal } = await import("./note-refusal.ts");
    await noteRefusal(error, { command: name, trigger, tags }, shell);
    throw error;
  }
}
