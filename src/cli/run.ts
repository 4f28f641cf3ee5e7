import { asksForHelp } from "./asks-for-help.ts";
import { PLAIN_RUN } from "./plain-run.ts";
import type { RunOptions } from "./runner-flags.ts";
import type { Leave, Shell } from "./shell.ts";

/** `errand run [runner flags] NAME [command flags]` */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const { options, name, after, help } = await readWords(argv, shell);
  if (help || name === undefined) return (await import("./explain.ts")).explainRun({ asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  if (asksForHelp(after)) return (await import("./explain.ts")).explainCommand(name, shell);
  const { runCommand } = await import("./run-command.ts");
  return runCommand({ name, argv: after, options }, shell);
}

interface RunWords {
  options: RunOptions;
  name: string | undefined;
  after: string[];
  help: boolean;
}

/** Most calls have no runner flag, and then the schema that reads them is not even loaded. */
async function readWords(argv: string[], shell: Shell): Promise<RunWords> {
  const [name, ...after] = argv;
  if (name?.startsWith("-") === false) return { options: PLAIN_RUN, name, after, help: false };
  const { readRunnerWords } = await import("./runner-options.ts");
  const { RUN_ARGS } = await import("./runner-flags.ts");
  return readRunnerWords(argv, RUN_ARGS, "run", shell);
}
