import { problemsError } from "../../command/arg-problem.ts";
import { describeScheduled } from "../../command/describe-scheduled.ts";
import { resolveCommand } from "../../command/discover.ts";
import { flagName } from "../../command/flag-name.ts";
import { readManifest } from "../../command/manifest.ts";
import { parseFlags } from "../../command/parse-flags.ts";
import { ErrandError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { quote } from "../../core/quote.ts";
import type { Schedule } from "../../core/schedule.ts";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import { readSchedule } from "../../scheduler/registry/read-schedule.ts";
import { isOfArgs, type ScheduleFault } from "../../scheduler/registry/schedule-fault.ts";
import type { WrittenSchedule } from "../../scheduler/registry/written-schedules.ts";
import { hostZone } from "../../scheduler/registry/read-schedules.ts";
import { timetableOf } from "../../scheduler/timetable/timetable.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { WHEN_FLAGS, writtenOf, type AddOptions } from "./add-flags.ts";

const NEXT = "errand schedule add --help";

export interface CommandWords {
  name: string;
  /** The command's own flags. */
  argv: string[];
  options: AddOptions;
}

/**
 * A schedule of a command as its words say it.
 * @throws ErrandError for a command that is not there or does not load, and for flags that it does not have.
 */
export async function draftOfCommand(words: CommandWords, shell: Shell): Promise<WrittenSchedule> {
  const { name, options } = words;
  if (options.name !== undefined)
    throw new ErrandError("usage", "--name is of programs: runs of a command carry its own", { next: NEXT });
  const config = await shell.config();
  const found = resolveCommand(config, name);
  const args = await readArgs(words, shell);
  const raw: JsonObject = { ...writtenOf(options), command: name, args };
  const command = await describeScheduled(found, raw, config);
  return { ...DRAFT, name, written: command.described.written, command };
}

async function readArgs({ name, argv, options }: CommandWords, shell: Shell): Promise<JsonObject> {
  const [entry] = await readManifest(await shell.config(), { only: name });
  if (!entry || "error" in entry)
    throw new ErrandError("invalid_command", entry?.error ?? `${name} cannot be described`, {
      next: "errand doctor",
    });
  const sources = { stdin: () => shell.host.stdin, cwd: shell.host.cwd };
  const { input, problems } = await parseFlags(argv, entry.descriptor.flags, sources);
  if (problems.length > 0) throw problemsError(problems, { next: misplaced(argv, name, options) });
  return input;
}

/** Who types the time behind the name is shown where it stands. */
function misplaced(argv: readonly string[], name: string, { cron, every, at }: AddOptions): string {
  const index = argv.findIndex((word) => WHEN_FLAGS.test(word));
  if (index < 0 || (cron ?? every ?? at) !== undefined) return `errand run ${typeAgain([name])} --help`;
  const length = argv[index]?.includes("=") === true ? 1 : 2;
  const again = typeAgain([...argv.slice(index, index + length), name]);
  return `errand schedule add ${again}, as schedule flags stand before the name`;
}

/** A schedule of a program as its words say it. */
export function draftOfProgram(exec: string[], options: AddOptions & { name: string }): WrittenSchedule {
  const { name } = options;
  return { ...DRAFT, name, written: { ...writtenOf(options), exec, name }, command: null };
}

const DRAFT = { place: "errand schedule add", index: null, source: "config" } as const;

/** @throws ErrandError invalid_schedule, with every fault named by its flag. */
export async function judgeDraft(draft: WrittenSchedule, shell: Shell): Promise<Schedule> {
  const { timezone, routes } = await shell.config();
  const now = shell.host.clock.now();
  const judged = readSchedule(draft, { timezone: timezone ?? hostZone(), routes, now });
  if ("faults" in judged) {
    const message = judged.faults.map(wordByFlag).join("; ");
    throw new ErrandError("invalid_schedule", message, { next: NEXT });
  }
  if (timetableOf(judged.schedule).next(now) === null) throw tooLate(judged.schedule);
  const { actor } = await shell.app();
  return { ...judged.schedule, source: "dynamic", place: `added by ${actor}` };
}

/** In a file it was due once and stays to be read; whoever adds it now meant another time. */
function tooLate(schedule: Schedule): ErrandError {
  const message = `a schedule ${describeRule(schedule)} (${schedule.timezone}), would never be due: that is past`;
  return new ErrandError("invalid_schedule", message, { next: NEXT });
}

function wordByFlag(fault: ScheduleFault): string {
  const { field, value, rule } = fault;
  if (isOfArgs(fault)) return rule;
  // Of three keys that may stand in a file, the judge of files names the first.
  if (field === "cron" && value === undefined) return "give --cron, --every or --at: when it is due";
  const [key = "", ...rest] = field.split(".");
  const flag = flagName([FLAGS[key] ?? key, ...rest]);
  return `--${flag}${value === undefined ? "" : ` ${quote(value)}`} ${rule}`;
}

const FLAGS: Readonly<Record<string, string>> = { environments: "environment" };
