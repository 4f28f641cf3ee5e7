import { asksForHelp } from "./asks-for-help.ts";
import { ENQUEUE_ARGS } from "./enqueue/flags.ts";
import { explainCommand, explainVerb } from "./explain.ts";
import { readRunnerWords } from "./runner-options.ts";
import type { Leave, Shell } from "./shell.ts";

/** `errand enqueue [enqueue flags] NAME [command flags]` */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const { options, name, after, help, flags } = await readRunnerWords(argv, ENQUEUE_ARGS, "enqueue", shell);
  if (help || name === undefined) return explainVerb({ verb: "enqueue", flags, asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  if (asksForHelp(after)) return explainCommand(name, shell, "enqueue");
  const { enqueueCommand } = await import("./enqueue/enqueue-command.ts");
  return enqueueCommand({ name, argv: after, options }, shell);
}
