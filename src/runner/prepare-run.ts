import { problemsError } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { describeArgs } from "../command/describe-args.ts";
import { findCommand } from "../command/discover.ts";
import { relativeFile, type FoundCommand } from "../command/found-command.ts";
import { loadCommand } from "../command/load.ts";
import { dropMasked } from "../command/secret-args.ts";
import { ErrandError } from "../core/errors.ts";
import type { Run } from "../core/run.ts";
import { policyOf } from "./advise.ts";
import { askWhen } from "./ask-when.ts";
import type { ChildAnswer, ChildConfig, PrepareOrder } from "./child-words.ts";
import { limitsOf } from "./plan-command.ts";

type Refusal = Extract<ChildAnswer, { type: "refused" }>;

/** A command that may start, with the args of its run. */
export interface PreparedRun {
  command: LoadedCommand;
  args: CheckedArgs;
}

/** Loads a run's command and judges its args as they are now, long after they were recorded. */
export async function prepareRun(
  order: PrepareOrder,
): Promise<{ answer: ChildAnswer; prepared: PreparedRun | null }> {
  const { run, config } = order;
  try {
    const command = await loadCommand(findFile(run.command, config), config);
    const args = await readArgs(command, run);
    const said = order.askWhen ? await askWhen(command, run, args) : true;
    if (said !== true) return { answer: { type: "declined", reason: said }, prepared: null };
    const { secrets } = args;
    const limits = limitsOf(command, {}, config);
    const retry = policyOf(command.definition);
    return { answer: { type: "ready", secrets, limits, retry }, prepared: { command, args } };
  } catch (error) {
    return { answer: { type: "refused", error: explain(error, run) }, prepared: null };
  }
}

/** A schema's own code may throw anything. */
function explain(error: unknown, { command }: Run): Refusal["error"] {
  if (error instanceof ErrandError) {
    const { code, message, next = null } = error;
    return { code, message, next };
  }
  const message = `${command} could not be prepared: ${String(error)}`;
  return { code: "invalid_command", message, next: `errand run ${command}` };
}

function findFile(name: string, config: ChildConfig): FoundCommand {
  const found = findCommand(config, name);
  if (found) return found;
  const folder = relativeFile(config.commands, config.root);
  throw new ErrandError("unknown_command", `there is no command "${name}" in ${folder}/ any more`, {
    next: "errand list",
  });
}

/** What was masked on the row comes from the environment again. */
async function readArgs({ name, file, definition }: LoadedCommand, run: Run): Promise<CheckedArgs> {
  const descriptors = describeArgs(definition.args, { file, positional: definition.positional });
  const input = dropMasked(run.args, descriptors);
  const checked = await checkArgs(definition.args, input, { descriptors, env: process.env });
  if ("problems" in checked) throw problemsError(checked.problems, { next: `errand run ${name} --help` });
  return checked.args;
}
