import { findJsonFault, type JsonObject } from "../core/json.ts";
import { valueAt, withoutAt } from "./arg-path.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import type { checkArgs, CheckResult } from "./check-args.ts";
import type { LoadedCommand } from "./define.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { flagName } from "./flag-name.ts";
import { toJsonInput } from "./json-input.ts";
import { findUnfit } from "./unfit-args.ts";

export interface LaterCommand extends Pick<LoadedCommand, "definition"> {
  flags: readonly FlagDescriptor[];
}

export interface LaterUse {
  /** What is to be done with the args, behind "cannot": `be enqueued`. */
  use: string;
  /** Whether a member that is not given, and filled in here, is left out again: each run settles it anew. */
  isFleeting: (flag: FlagDescriptor) => boolean;
  judge: typeof checkArgs;
}

/**
 * Judges args that another process will run with, at another time. What comes from an environment is left to that one's:
 * no secret is kept, and none may be given. `input` of the result is what is to be kept.
 */
export async function checkForLater(
  command: LaterCommand,
  raw: object,
  { use, isFleeting, judge }: LaterUse,
): Promise<CheckResult> {
  const { definition, flags } = command;
  const unfit = findUnfit(raw, definition.args);
  if (unfit !== undefined) return { problems: [invalid(unfit)] };
  const given = toJsonInput(raw);
  const fault = findJsonFault(given);
  if (fault) return { problems: [invalid(`args must be JSON, but ${fault.path} is ${fault.found}`)] };
  const isGiven = ({ path }: FlagDescriptor): boolean => valueAt(given, path) !== undefined;
  const secrets = flags.filter((flag) => flag.secret && isGiven(flag));
  if (secrets.length > 0) return { problems: secrets.map((flag) => refuseSecret(flag, use)) };
  const checked = await judge(definition.args, given, { descriptors: flags, env: {} });
  if ("problems" in checked) return isLeftOpen(checked.problems) ? judgeHere(command, given, judge) : checked;
  const fleeting = flags.filter((flag) => !isGiven(flag) && isFleeting(flag));
  const input = fleeting.reduce((left, { path }) => withoutAt(left, path), checked.args.input);
  return { args: { ...checked.args, input } };
}

/** Args without what an environment alone added to those that were given. */
export function withoutAdded(
  args: JsonObject,
  flags: readonly FlagDescriptor[],
  given: JsonObject,
): JsonObject {
  const added = flags.filter(({ env, path }) => env !== null && valueAt(given, path) === undefined);
  return added.reduce((left, { path }) => withoutAt(left, path), args);
}

/** Only what an environment may yet say is missing. */
function isLeftOpen(problems: readonly ArgProblem[]): boolean {
  return problems.every(({ kind, flag }) => kind === "missing" && flag?.env != null);
}

/** What only the environment of the run will say is there or not; a key of the command may need it now. */
async function judgeHere(
  { definition, flags }: LaterCommand,
  given: JsonObject,
  judge: typeof checkArgs,
): Promise<CheckResult> {
  if (!definition.overlapKey && !definition.concurrencyKey)
    return { args: { input: given, output: {}, secrets: [] } };
  const checked = await judge(definition.args, given, { descriptors: flags, env: process.env });
  if (!("problems" in checked)) return { args: { ...checked.args, input: given } };
  const forKeys = checked.problems.map((one) => ({ ...one, message: `${one.message} to tell its keys` }));
  return { problems: forKeys };
}

function refuseSecret(flag: FlagDescriptor, use: string): ArgProblem {
  const name = `--${flagName(flag.path)}`;
  const message =
    flag.env === null
      ? `${name} is secret and cannot ${use}: give it a variable, .meta({ secret: true, env: "NAME" })`
      : `${name} comes from the environment variable ${flag.env} where it runs, and cannot ${use}`;
  return invalid(message, flag);
}
