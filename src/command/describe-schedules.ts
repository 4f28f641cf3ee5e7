import type { JsonObject } from "../core/json.ts";
import { messageOf } from "../core/thrown.ts";
import { isObject, valueAt, withoutAt } from "./arg-path.ts";
import { checkArgs } from "./check-args.ts";
import type { LoadedCommand } from "./define.ts";
import type { DescribedSchedule, FlagDescriptor } from "./descriptor.ts";
import { toJsonInput } from "./json-input.ts";
import { limitKeyOf, overlapKeyOf } from "./overlap-key.ts";
import { plainJson } from "./plain-json.ts";
import { flagName } from "./flag-name.ts";
import { findUnfit } from "./unfit-args.ts";

/** A command whose schedules are to be described. */
export interface ScheduledCommand extends LoadedCommand {
  flags: readonly FlagDescriptor[];
}

/** A schedule of the config for a command, and its place in the config's list. */
export interface OrderedSchedule {
  command: string;
  index: number;
  raw: JsonObject;
}

/** The schedules of a command, those of its own module first. What they say of time is not judged here. */
export async function describeSchedules(
  command: ScheduledCommand,
  ordered: readonly OrderedSchedule[],
): Promise<DescribedSchedule[]> {
  const { schedule = [] } = command.definition;
  const own = (Array.isArray(schedule) ? schedule : [schedule]) as readonly object[];
  const places = [
    ...own.map((raw, index) => ({ raw, source: "code" as const, index })),
    ...ordered.map(({ raw, index }) => ({ raw, source: "config" as const, index })),
  ];
  return Promise.all(places.map((place) => describe(command, place)));
}

async function describe(
  command: ScheduledCommand,
  { raw, source, index }: { raw: object } & Pick<DescribedSchedule, "source" | "index">,
): Promise<DescribedSchedule> {
  const { args = {}, when, ...rest } = raw as { args?: unknown; when?: unknown };
  const conditional = typeof when === "function";
  // What is no function stays, to be refused with everything else.
  const written = plainJson(conditional ? rest : { ...rest, when });
  return { source, index, written, args: await judge(command, args), conditional };
}

async function judge(command: ScheduledCommand, raw: unknown): Promise<DescribedSchedule["args"]> {
  if (!isObject(raw)) return { problems: ["args must be an object"] };
  const { definition, flags } = command;
  const unfit = findUnfit(raw, definition.args);
  if (unfit !== undefined) return { problems: [unfit] };
  const given = toJsonInput(raw);
  const secrets = flags.filter(({ secret, path }) => secret && valueAt(given, path) !== undefined);
  if (secrets.length > 0) return { problems: secrets.map(wordSecret) };
  const checked = await checkArgs(definition.args, given, { descriptors: flags, env: {} });
  if (!("problems" in checked))
    return keyed(command, checked.args.output, lasting(checked.args.input, given, flags));
  const isLater = checked.problems.every(({ kind, flag }) => kind === "missing" && flag?.env != null);
  if (!isLater) return { problems: checked.problems.map(({ message }) => message) };
  return judgeHere(command, given);
}

/** What only the environment of the run will say is there or not; a key of its own may need it now. */
async function judgeHere(command: ScheduledCommand, given: JsonObject): Promise<DescribedSchedule["args"]> {
  const { definition, flags } = command;
  if (!definition.overlapKey && !definition.concurrencyKey)
    return { input: given, overlapKey: command.name, limitKey: null };
  const checked = await checkArgs(definition.args, given, { descriptors: flags, env: process.env });
  return "problems" in checked
    ? { problems: checked.problems.map(({ message }) => `${message} to tell its keys`) }
    : keyed(command, checked.args.output, given);
}

function keyed(command: ScheduledCommand, output: unknown, input: JsonObject): DescribedSchedule["args"] {
  try {
    const limitKey = limitKeyOf(command, { output });
    return { input, overlapKey: overlapKeyOf(command, { output }), limitKey };
  } catch (error) {
    return {
      problems: [`its overlapKey or concurrencyKey threw: ${messageOf(error)}`],
    };
  }
}

/**
 * Args without what is settled at each run: a computed default would stand still at the day of the registration,
 * and a recorded one would hide what the environment says.
 */
function lasting(input: JsonObject, given: JsonObject, flags: readonly FlagDescriptor[]): JsonObject {
  const fleeting = flags.filter((flag) => valueAt(given, flag.path) === undefined && isFleeting(flag));
  return fleeting.reduce((left, { path }) => withoutAt(left, path), input);
}

/** A date that is not written may be that of now, which two looks within a millisecond do not tell. */
function isFleeting({ kind, env, default: preset }: FlagDescriptor): boolean {
  return env !== null || preset === null || kind === "date";
}

function wordSecret({ path, env }: FlagDescriptor): string {
  const name = `--${flagName(path)}`;
  return env === null
    ? `${name} is secret and cannot stand in a schedule: give it a variable, .meta({ secret: true, env: "NAME" })`
    : `${name} comes from the environment variable ${env}, not from the schedule`;
}
