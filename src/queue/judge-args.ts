import { valueAt, withoutAt } from "../command/arg-path.ts";
import { invalid, problemsError, type ArgProblem } from "../command/arg-problem.ts";
import { checkArgs, type CheckResult } from "../command/check-args.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { flagName } from "../command/flag-name.ts";
import { toJsonInput } from "../command/json-input.ts";
import { findUnfit } from "../command/unfit-args.ts";
import { ErrandError } from "../core/errors.ts";
import { findJsonFault, type JsonObject } from "../core/json.ts";
import { flagsOf } from "./known-flags.ts";

/** Most bytes of one run's args as JSON: a ledger is no place for files. */
const MOST_ARGS_BYTES = 1024 * 1024;

/**
 * Args that a worker will find, judged where they are given. What comes from an environment is left to the worker's:
 * no secret is kept, and none may be given.
 * @throws ErrandError invalid_args naming every problem at once.
 */
export async function judgeArgs(
  command: LoadedCommand,
  given: object,
  judge: typeof checkArgs = checkArgs,
): Promise<CheckedArgs> {
  const next = `errand run ${command.name} --help`;
  const result = await check(command, given, judge);
  if ("problems" in result) throw problemsError(result.problems, { next });
  const bytes = Buffer.byteLength(JSON.stringify(result.args.input));
  if (bytes <= MOST_ARGS_BYTES) return result.args;
  const size = `args of ${command.name} are ${bytes} bytes as JSON, and at most ${MOST_ARGS_BYTES} may be enqueued`;
  throw new ErrandError(
    "invalid_args",
    `${size}: put the data where the command can read it, and enqueue where`,
    {
      next,
    },
  );
}

async function check(command: LoadedCommand, raw: object, judge: typeof checkArgs): Promise<CheckResult> {
  const flags = flagsOf(command);
  const unfit = findUnfit(raw, command.definition.args);
  if (unfit !== undefined) return refuse(unfit);
  const fault = findJsonFault(toJsonInput(raw));
  if (fault) return refuse(`args must be JSON, but ${fault.path} is ${fault.found}`);
  const given = toJsonInput(raw);
  const secrets = flags.filter(({ secret, path }) => secret && valueAt(given, path) !== undefined);
  if (secrets.length > 0) return { problems: secrets.map(wordSecret) };
  const { definition } = command;
  const checked = await judge(definition.args, given, { descriptors: flags, env: {} });
  if (!("problems" in checked))
    return { args: { ...checked.args, input: lasting(checked.args, given, flags) } };
  const isLater = checked.problems.every(({ kind, flag }) => kind === "missing" && flag?.env != null);
  return isLater ? judgeHere(command, given, judge) : checked;
}

function refuse(message: string): { problems: ArgProblem[] } {
  return { problems: [invalid(message)] };
}

/** What only the worker's environment will say is there or not; a key of the command may need it now. */
async function judgeHere(
  command: LoadedCommand,
  given: JsonObject,
  judge: typeof checkArgs,
): Promise<CheckResult> {
  const { definition } = command;
  if (!definition.overlapKey && !definition.concurrencyKey)
    return { args: { input: given, output: {}, secrets: [] } };
  const checked = await judge(definition.args, given, {
    descriptors: flagsOf(command),
    env: process.env,
  });
  return "problems" in checked ? checked : { args: { ...checked.args, input: given } };
}

/** A recorded default would hide what the environment of the worker says. */
function lasting({ input }: CheckedArgs, given: JsonObject, flags: readonly FlagDescriptor[]): JsonObject {
  const fleeting = flags.filter(({ env, path }) => env !== null && valueAt(given, path) === undefined);
  return fleeting.reduce((left, { path }) => withoutAt(left, path), input);
}

function wordSecret(flag: FlagDescriptor): ArgProblem {
  const name = `--${flagName(flag.path)}`;
  const message =
    flag.env === null
      ? `${name} is secret and cannot be enqueued: give it a variable, .meta({ secret: true, env: "NAME" })`
      : `${name} comes from the worker's environment variable ${flag.env}, and cannot be enqueued`;
  return invalid(message, flag);
}
