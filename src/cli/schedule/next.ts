import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import type { Timing } from "../../core/schedule.ts";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import { activePause, isActiveIn } from "../../scheduler/answers/next-tick.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { wholeNumber } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { pauseWord } from "./pause-word.ts";
import { readSpan } from "./read-span.ts";
import { tickLines } from "./tick-lines.ts";
import { ticksAfter } from "./ticks-after.ts";
import { addRuleFlags, readTypedTiming, type TypedRule } from "./typed-timing.ts";

interface NextOptions extends TypedRule {
  from?: string;
  to?: string;
  count?: number;
  json?: boolean;
}

const FEW = 5;
const MOST = 100_000;

export function define(command: Command, shell: Shell): void {
  const named = command.argument("[name]", "a schedule's id, or its command when that has only one");
  addProjectFlags(
    addRuleFlags(named.option("--cron <expression>", "an expression instead of a schedule")),
    shell,
  )
    .option("--from <time>", "ticks after that, local in the zone or with an offset (default: now)")
    .option("--to <time>", "ticks up to that, or so long after --from: 7d")
    .option(
      "-n, --count <count>",
      `how many (default: ${FEW}, or all up to --to)`,
      wholeNumber("--count", 1, MOST),
    )
    .option("--json", "as JSON")
    .action(shell.act((name: string | undefined, options: NextOptions) => next(name, options, shell)));
}

async function next(name: string | undefined, options: NextOptions, shell: Shell): Promise<void> {
  if ((name ?? options.cron ?? options.every) === undefined)
    throw misused("give the name of a schedule, or a rule with --cron or --every");
  const listed = name === undefined ? null : await findNamed(name, options, shell);
  const timing = listed?.schedule ?? (await readTypedTiming(ruleOf(options), "next", shell));
  const now = shell.host.clock.now();
  const { from, to } = readSpan(options, { timezone: timing.timezone, now, verb: "schedule next" });
  const count = options.count ?? (to === undefined ? FEW : MOST);
  const ticks = ticksAfter(timing, { after: from, count, ...(to === undefined ? {} : { until: to }) });
  if (options.json === true) shell.printJson({ ticks: ticks.map((tick) => iso(tick)) });
  else printTicks(ticks, timing, shell);
  if (listed) await noteRest(listed, shell);
}

/** A rule that is typed stands for a schedule, not beside one. */
async function findNamed(name: string, { cron, every, timezone }: NextOptions, shell: Shell) {
  if ((cron ?? every ?? timezone) === undefined)
    return findSchedule(name, await readSchedules(shell), "next");
  throw misused("give the name of a schedule, or a rule with --cron or --every, not both");
}

function misused(message: string): ErrandError {
  return new ErrandError("usage", message, { next: "errand schedule next --help" });
}

function ruleOf({ cron, every, timezone, id }: NextOptions): TypedRule {
  return { cron, every, timezone, id };
}

function printTicks(ticks: number[], timing: Timing, shell: Shell): void {
  if (ticks.length > 0) shell.print(tickLines(ticks, timing, shell.host.clock.now()).join("\n"));
  else shell.note(plainWord(`no tick of ${describeRule(timing)} (${timing.timezone}) falls into that time`));
}

/** What keeps the ticks of a schedule from running. */
async function noteRest({ schedule, state }: ListedSchedule, shell: Shell): Promise<void> {
  const { environment } = await shell.config();
  const now = shell.host.clock.now();
  const pause = activePause(state, now);
  if (pause) shell.note(plainWord(`${schedule.id} is ${pauseWord(pause, now)}`));
  if (!isActiveIn(schedule, environment))
    shell.note(
      plainWord(
        `${schedule.id} runs only in ${schedule.environments.join(", ")}, and this is ${environment}`,
      ),
    );
}
