import { valueAt } from "../command/arg-path.ts";
import { missingArgs, problemsError, type ArgProblem } from "../command/arg-problem.ts";
import { checkArgs, type CheckResult } from "../command/check-args.ts";
import { withoutAdded } from "../command/check-for-later.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { layOver } from "../command/lay-over.ts";
import { parseFlags } from "../command/parse-flags.ts";
import { holdsMask } from "../command/secret-args.ts";
import type { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { findLost, lostError, refuseTypedSecrets, retryWith, type Repeated } from "./lost-secrets.ts";
import { ownFlags, ownFlagsOf, withoutGuess, wordsBeside, type OwnFlags } from "./own-flags.ts";
import type { Judge } from "./prompt-args.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A command's words on their way to args. */
export interface ArgsWords {
  command: LoadedCommand;
  flags: FlagDescriptor[];
  argv: string[];
  /** Laid under what was typed: the args of the run that is repeated. */
  base?: JsonObject;
  /** The run that is repeated. */
  repeated?: Repeated;
  /** Ask for what is missing, if there is a person. */
  input: boolean;
  /** What stood before these words. Default: `run` and the command's name. */
  typed?: TypedWords;
}

/** A verb, the name behind it, and the verb's own flags. Default: those of `run`. */
interface TypedWords {
  verb: string;
  name: string;
  own?: OwnFlags;
}

export interface GivenArgs extends CheckedArgs {
  /** What was typed, or stood in the run that is repeated: without what environment and defaults add. */
  given: JsonObject;
}

/**
 * The args that the words after a command's name mean, checked. What a worker is to live is left to its own environment.
 * @throws ErrandError naming every problem at once.
 */
export async function readCommandArgs(words: ArgsWords, shell: Shell): Promise<GivenArgs> {
  const { command, flags, argv, base = {} } = words;
  const next = `errand run ${command.name} --help`;
  const parsed = await parseFlags(argv, flags, { stdin: () => shell.host.stdin, cwd: shell.host.cwd });
  if (parsed.problems.length > 0) throw await refusal(parsed.problems, words, next);
  const input = layOver(base, parsed.input, flags);
  const lost = findLostIn(words, input, shell);
  const checked = await check(words, input, shell);
  const open = openOf(checked, lost);
  if (!("problems" in checked) && open.length === 0) {
    noteDefaults(words, lost, shell);
    return givenArgs(words, input, checked.args);
  }
  const missing = canAsk(words, open, shell) ? open : [];
  if (missing.length === 0) throw openError(checked, lost, { words, next, env: shell.host.env });
  const { promptArgs } = await import("./prompt-args.ts");
  const judge: Judge = (answered, flag) => findFault(words, { answered, flag }, shell);
  const answered = await promptArgs(missing, input, { desk: shell.host, judge });
  const again = await check(words, answered, shell);
  if ("problems" in again) throw problemsError(again.problems, { next });
  return givenArgs(words, answered, again.args);
}

function givenArgs({ flags, repeated }: ArgsWords, given: JsonObject, args: CheckedArgs): GivenArgs {
  const input = repeated?.byWorker ? withoutAdded(args.input, flags, given) : args.input;
  return { ...args, input, given };
}

function findLostIn(
  { flags, repeated }: ArgsWords,
  input: JsonObject,
  { host: { env } }: Shell,
): FlagDescriptor[] {
  if (!repeated) return [];
  refuseTypedSecrets(repeated, flags, input);
  return findLost(repeated, flags, { input, env });
}

/** What has to be given before it can run; none when something else is wrong. A default stands for what it is of. */
function openOf(checked: CheckResult, lost: readonly FlagDescriptor[]): FlagDescriptor[] {
  if ("problems" in checked) {
    const missing = missingArgs(checked.problems);
    return missing.length === 0 ? [] : [...new Set([...missing, ...lost])];
  }
  return lost.filter(({ path }) => {
    const value = valueAt(checked.args.input, path);
    return value === undefined || holdsMask(value);
  });
}

function openError(
  checked: CheckResult,
  lost: readonly FlagDescriptor[],
  { words: { flags, repeated }, next, env }: { words: ArgsWords; next: string; env: NodeJS.ProcessEnv },
): ErrandError {
  const problems = "problems" in checked ? checked.problems : [];
  const isLost = problems.every(({ kind, flag }) => kind === "missing" && flag && lost.includes(flag));
  if (!isLost || !repeated) return problemsError(problems, { next });
  const again = findLost(repeated, flags, { input: {}, env });
  return lostError({ lost: openOf(checked, lost), again }, repeated);
}

/** A secret that has a default was this or another. */
function noteDefaults({ repeated }: ArgsWords, lost: readonly FlagDescriptor[], shell: Shell): void {
  if (!repeated || repeated.byWorker || lost.length === 0) return;
  const names = lost.map(({ flag }) => `--${flag}`).join(" and ");
  shell.note(
    `the ledger does not keep ${names}: the default is used, whatever it was before`,
    retryWith(lost, repeated.run),
  );
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
async function refusal(
  problems: readonly ArgProblem[],
  { command, argv, flags, typed }: ArgsWords,
  next: string,
): Promise<ErrandError> {
  const { verb, name, own = await flagsOfRun() } = typed ?? { verb: "run", name: command.name };
  const words = ownFlags(argv, own, flags);
  if (words.length === 0) return problemsError(problems, { next });
  const again = `errand ${verb} ${typeAgain([...words, name, ...withoutSecrets(wordsBeside(argv, words), flags)])}`;
  return problemsError(problems.map(withoutGuess), {
    next: `${again}, as errand's own flags stand before the name`,
  });
}

async function flagsOfRun(): Promise<OwnFlags> {
  const { RUN_ARGS } = await import("./runner-flags.ts");
  const { describeArgs } = await import("../command/describe-args.ts");
  return ownFlagsOf(describeArgs(RUN_ARGS, { file: "errand run" }));
}

function check({ command, flags }: ArgsWords, input: JsonObject, { host }: Shell) {
  return checkArgs(command.definition.args, input, { descriptors: flags, env: host.env });
}

/** Whether there is a person to ask: never in CI, and never when told not to. What a worker needs is not asked for. */
function canAsk({ input, repeated }: ArgsWords, open: readonly FlagDescriptor[], { host }: Shell): boolean {
  if (repeated?.byWorker === true && open.some(({ secret }) => secret)) return false;
  return input && host.isTerminal("stdin") && host.isTerminal("stderr") && !host.env["CI"];
}
