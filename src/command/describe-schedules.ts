import type { JsonObject } from "../core/json.ts";
import { messageOf } from "../core/thrown.ts";
import { isObject } from "./arg-path.ts";
import { checkArgs } from "./check-args.ts";
import { checkForLater } from "./check-for-later.ts";
import type { LoadedCommand } from "./define.ts";
import type { DescribedSchedule, FlagDescriptor } from "./descriptor.ts";
import { limitKeyOf, overlapKeyOf } from "./overlap-key.ts";
import { plainJson } from "./plain-json.ts";

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
  const use = "stand in a schedule";
  const checked = await checkForLater(command, raw, { use, isFleeting, judge: checkArgs });
  return "problems" in checked
    ? { problems: checked.problems.map(({ message }) => message) }
    : keyed(command, checked.args.output, checked.args.input);
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
 * A computed default would stand still at the day of the registration, and a recorded one would hide what the
 * environment says. A date that is not written may be that of now, which two looks within a millisecond do not tell.
 */
function isFleeting({ kind, env, default: preset }: FlagDescriptor): boolean {
  return env !== null || preset === null || kind === "date";
}
