import type { Command } from "commander";
import type { Timing } from "../../core/schedule.ts";
import { describeRule } from "../../scheduler/describe-rule.ts";
import { nextTransitions, type TransitionEffect } from "../../scheduler/transitions.ts";
import { ErrandError } from "../../core/errors.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../run-json.ts";
import type { Shell } from "../shell.ts";
import { ticksAfter } from "./ticks-after.ts";
import { tickLines } from "./tick-lines.ts";
import { transitionLine } from "./transition-lines.ts";
import { addRuleFlags, readTypedTiming, type TypedRule } from "./typed-timing.ts";

type ExplainOptions = Omit<TypedRule, "cron"> & { json?: boolean };

export function define(command: Command, shell: Shell): void {
  addProjectFlags(addRuleFlags(command.argument("[expression]", 'such as "0 8 * * MON-FRI"')), shell)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((cron: string | undefined, options: ExplainOptions) => explain(cron, options, shell)));
}

const EXAMPLES = `
Five fields: minute, hour, day of the month, month, day of the week; six with seconds in front, seven with years at
the end. Ranges 1-5, lists 1,3, steps */15 and 0-30/10, names JAN and MON, L and LW for the last day and working day,
15W for the working day nearest to the 15th, MON#1 and FRIL for the first Monday and last Friday, H for a value of the
schedule's own, @daily and its like. Of two day fields either will do; a + before the weekday asks for both.

Examples:
  errand schedule explain "30 2 * * *" --timezone Europe/London
  errand schedule explain "0 9 1 * +MON"
  errand schedule explain --every 90m`;

const TICKS = 5;
const TRANSITIONS = 2;

async function explain(
  cron: string | undefined,
  { json = false, ...typed }: ExplainOptions,
  shell: Shell,
): Promise<void> {
  const timing = await readTypedTiming(ruleOf(cron, typed), "explain", shell);
  const now = shell.host.clock.now();
  const ticks = ticksAfter(timing, { after: now, count: TICKS });
  const transitions = nextTransitions(timing, { after: now, count: TRANSITIONS });
  if (json) shell.printJson(explainJson(timing, ticks, transitions));
  else shell.print(explainLines(timing, { ticks, transitions, now }).join("\n"));
}

function ruleOf(cron: string | undefined, { every, timezone, id }: TypedRule): TypedRule {
  if (cron === undefined && every === undefined)
    throw new ErrandError("usage", 'give an expression such as "0 8 * * MON-FRI", or --every 15m', {
      next: "errand schedule explain --help",
    });
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(every === undefined ? {} : { every }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(id === undefined ? {} : { id }),
  };
}

function explainLines(
  timing: Timing,
  { ticks, transitions, now }: { ticks: number[]; transitions: TransitionEffect[]; now: number },
): string[] {
  const { rule, timezone } = timing;
  return [
    `${describeRule(timing)} (${timezone})`,
    ...(rule.kind === "cron" ? labelled("normal form", [rule.expression]) : []),
    ...labelled("next", ticks.length === 0 ? ["never again"] : tickLines(ticks, timing, now)),
    ...labelled("clocks", transitions.length === 0 ? ["do not change"] : clockLines(timing, transitions)),
  ];
}

function clockLines({ rule }: Timing, transitions: TransitionEffect[]): string[] {
  const lines = transitions.map(transitionLine);
  return rule.kind === "every" ? lines.map((line) => line.replace(/: .*$/, ": real time goes on")) : lines;
}

const LABEL_WIDTH = 13;

function labelled(label: string, lines: string[]): string[] {
  return lines.map((line, index) => (index === 0 ? label : "").padEnd(LABEL_WIDTH) + line);
}

function explainJson({ rule, ...timing }: Timing, ticks: number[], transitions: TransitionEffect[]) {
  return {
    words: describeRule({ rule, ...timing }),
    rule,
    timezone: timing.timezone,
    gap: timing.gap,
    fold: timing.fold,
    ticks: ticks.map((tick) => iso(tick)),
    transitions: transitions.map(({ transition: { at, before, after }, effect, locals }) => ({
      at: iso(at),
      offsetBeforeMinutes: before / 60_000,
      offsetAfterMinutes: after / 60_000,
      effect,
      locals: locals.map((local) => new Date(local).toISOString().slice(0, 19)),
    })),
  };
}
