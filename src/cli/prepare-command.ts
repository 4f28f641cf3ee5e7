import { missingArgs, problemsError, type ArgProblem } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { parseFlags } from "../command/parse-flags.ts";
import type { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { ownFlags, withoutGuess, wordsBeside } from "./own-flags.ts";
import type { Judge } from "./prompt-args.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";

/** A command's words on their way to args. */
export interface ArgsWords {
  command: LoadedCommand;
  flags: FlagDescriptor[];
  argv: string[];
  /** Laid under what was typed: the args of the run that is repeated. */
  base?: JsonObject;
  /** Ask for what is missing, if there is a person. */
  input: boolean;
  /** What stood before these words. Default: `run` and the command's name. */
  typed?: TypedWords;
}

/** A verb, the name behind it, and flags of the verb's own besides the runner's that take no value. */
interface TypedWords {
  verb: string;
  name: string;
  plain?: readonly string[];
}

/**
 * The args that the words after a command's name mean, checked.
 * @throws ErrandError naming every problem at once.
 */
export async function readCommandArgs(words: ArgsWords, shell: Shell): Promise<CheckedArgs> {
  const { command, flags, argv, base = {} } = words;
  const next = `errand run ${command.name} --help`;
  const parsed = await parseFlags(argv, flags, { stdin: () => shell.host.stdin, cwd: shell.host.cwd });
  if (parsed.problems.length > 0) throw refusal(parsed.problems, words, next);
  const input = { ...base, ...parsed.input };
  const checked = await check(words, input, shell);
  if (!("problems" in checked)) return checked.args;
  const missing = canAsk(words, shell) ? missingArgs(checked.problems) : [];
  if (missing.length === 0) throw problemsError(checked.problems, { next });
  const { promptArgs } = await import("./prompt-args.ts");
  const judge: Judge = (answered, flag) => findFault(words, { answered, flag }, shell);
  const again = await check(words, await promptArgs(missing, input, { desk: shell.host, judge }), shell);
  if ("problems" in again) throw problemsError(again.problems, { next });
  return again.args;
}

/** Args that are still to be asked for are no fault of this one. */
async function findFault(
  words: ArgsWords,
  { answered, flag }: { answered: JsonObject; flag: FlagDescriptor },
  shell: Shell,
): Promise<string | undefined> {
  const checked = await check(words, answered, shell);
  return "problems" in checked
    ? checked.problems.find((problem) => problem.flag === flag)?.message
    : undefined;
}

/** A flag of errand's own behind the name is a slip that everybody makes once: the next command puts it right. */
function refusal(
  problems: readonly ArgProblem[],
  { command, argv, flags, typed }: ArgsWords,
  next: string,
): ErrandError {
  const { verb, name, plain = [] } = typed ?? { verb: "run", name: command.name };
  const own = { ...RUNNER_FLAGS, plain: [...RUNNER_FLAGS.plain, ...plain] };
  const words = ownFlags(argv, own, flags);
  if (words.length === 0) return problemsError(problems, { next });
  const again = `errand ${verb} ${typeAgain([...words, name, ...wordsBeside(argv, words)])}`;
  return problemsError(problems.map(withoutGuess), {
    next: `${again}, as errand's own flags stand before the name`,
  });
}

const RUNNER_FLAGS = {
  valued: [
    "timeout",
    "kill-after",
    "overlap",
    "wait",
    "tag",
    "trigger",
    "as-of",
    "skip-code",
    "config",
    "database",
  ],
  plain: ["json", "quiet", "verbose", "no-input"],
};

function check({ command, flags }: ArgsWords, input: JsonObject, { host }: Shell) {
  return checkArgs(command.definition.args, input, { descriptors: flags, env: host.env });
}

/** Whether there is a person to ask: never in CI, and never when told not to. */
function canAsk({ input }: ArgsWords, { host }: Shell): boolean {
  return input && host.isTerminal("stdin") && host.isTerminal("stderr") && !host.env["CI"];
}
