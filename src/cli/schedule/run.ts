import { asksForHelp } from "../asks-for-help.ts";
import { explainCommand, explainVerb } from "../explain.ts";
import { RUN_ARGS } from "../runner-flags.ts";
import { readRunnerWords } from "../runner-options.ts";
import type { Leave, Shell } from "../shell.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";

const RUN_NOW_ARGS = RUN_ARGS.omit({ asOf: true });

/** `errand schedule run [runner flags] NAME [changed command flags]`: what a tick would run, now. */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const verb = "schedule run";
  const { options, name, after, help, flags } = await readRunnerWords(argv, RUN_NOW_ARGS, verb, shell);
  if (help || name === undefined) return explainVerb({ verb, flags, asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  const { schedule } = findSchedule(name, await readSchedules(shell), "run");
  if (schedule.program === null && asksForHelp(after)) return explainCommand(schedule.command, shell);
  const { runScheduled } = await import("./run-scheduled.ts");
  const { trigger } = options;
  return runScheduled({ schedule, argv: after, options, trigger, scheduledFor: null }, shell);
}
