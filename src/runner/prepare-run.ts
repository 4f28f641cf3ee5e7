import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { askWhen } from "./ask-when.ts";
import type { ChildAnswer, PrepareOrder } from "./child-words.ts";
import { explainRefusal, readArgs, readyCommand, type LoadByName } from "./loaded-command.ts";

/** A command that may start, with the args of its run. */
export interface PreparedRun {
  command: LoadedCommand;
  args: CheckedArgs;
}

/** Where commands and secrets come from. */
export interface PrepareSources {
  load: LoadByName;
  env: NodeJS.ProcessEnv;
}

/** Loads a run's command and judges its args as they are now, long after they were recorded. */
export async function prepareRun(
  order: PrepareOrder,
  { load, env }: Partial<PrepareSources> = {},
): Promise<{ answer: ChildAnswer; prepared: PreparedRun | null }> {
  const { run, config } = order;
  try {
    const ready = await readyCommand(run.command, config, load);
    const { command, limits, memoryBytes, retry } = ready;
    const args = await readArgs(ready, run, env);
    const said = order.askWhen ? await askWhen(command, run, args) : true;
    if (said !== true) return { answer: { type: "declined", reason: said }, prepared: null };
    const { secrets } = args;
    return { answer: { type: "ready", secrets, limits, memoryBytes, retry }, prepared: { command, args } };
  } catch (error) {
    const { code, message, next = null } = explainRefusal(error, run.command);
    return { answer: { type: "refused", error: { code, message, next } }, prepared: null };
  }
}
