import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import type { Timing } from "../../core/schedule.ts";
import { nextTransitions } from "../../scheduler/timetable/transitions.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { explainJson, explainLines, type Explanation } from "./explanation.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { ticksAfter } from "./ticks-after.ts";
import { addRuleFlags, readTypedTiming, type TypedRule } from "./typed-timing.ts";

type ExplainOptions = Omit<TypedRule, "cron"> & { json?: boolean };

export function define(command: Command, shell: Shell): void {
  const said = command.argument("[expression]", 'such as "0 8 * * MON-FRI", or the name of a schedule');
  addProjectFlags(addRuleFlags(said), shell)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((text: string | undefined, options: ExplainOptions) => explain(text, options, shell)));
}

const EXAMPLES = `
Five fields: minute, hour, day of the month, month, day of the week; six with seconds in front,
seven with years at the end. Ranges 1-5, lists 1,3, steps */15 and 0-30/10, names JAN and MON, L
and LW for the last day and working day, 15W for the working day nearest to the 15th, MON#1 and
FRIL for the first Monday and last Friday, H for a value of the schedule's own, @daily and its
like. Of two day fields either will do; a + before the weekday asks for both.

Examples:
  errand schedule explain "30 2 * * *" --timezone Europe/London
  errand schedule explain "0 9 1 * +MON"
  errand schedule explain --every 90m
  errand schedule explain nightly-report`;

const TICKS = 5;
const TRANSITIONS = 2;

async function explain(
  text: string | undefined,
  { json = false, ...options }: ExplainOptions,
  shell: Shell,
): Promise<void> {
  const timing = await readTiming(text, options, shell);
  const now = shell.host.clock.now();
  const explanation: Explanation = {
    ticks: ticksAfter(timing, { after: now, count: TICKS }),
    transitions: nextTransitions(timing, { after: now, count: TRANSITIONS }),
  };
  if (json) shell.printJson(explainJson(timing, explanation));
  else shell.print(explainLines(timing, explanation, now).map(plainWord).join("\n"));
}

async function readTiming(
  text: string | undefined,
  { every, timezone, id }: Omit<TypedRule, "cron">,
  shell: Shell,
): Promise<Timing> {
  if (text === undefined && every === undefined) {
    const message = 'give an expression such as "0 8 * * MON-FRI", the name of a schedule, or --every 15m';
    throw new ErrandError("usage", message, { next: "errand schedule explain --help" });
  }
  const named = text !== undefined && (every ?? timezone ?? id) === undefined && NAME.test(text);
  const schedule = named ? await findNamed(text, shell) : undefined;
  return schedule ?? readTypedTiming({ cron: text, every, timezone, id }, "explain", shell);
}

/** One word that no expression could be. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._:@-]*$/u;

/** What is neither a schedule nor an expression is told as what this verb is for. */
async function findNamed(name: string, shell: Shell): Promise<Timing | undefined> {
  const loaded = await readSchedules(shell);
  const isNamed = [...loaded.schedules.map(({ schedule }) => schedule), ...loaded.faults].some(
    (known) => known.id === name || ("command" in known && known.command === name),
  );
  return isNamed ? findSchedule(name, loaded, "explain").schedule : undefined;
}
