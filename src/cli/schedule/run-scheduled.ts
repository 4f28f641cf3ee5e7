import { describeArgs } from "../../command/describe-args.ts";
import { resolveCommand } from "../../command/discover.ts";
import { loadCommand } from "../../command/load.ts";
import { ErrandError } from "../../core/errors.ts";
import type { Trigger } from "../../core/run.ts";
import type { Schedule } from "../../core/schedule.ts";
import { callCommand } from "../call-command.ts";
import { execProgram } from "../exec.ts";
import { parentOf } from "../parent-run.ts";
import { readCommandArgs } from "../prepare-command.ts";
import type { RunnerOptions } from "../runner-flags.ts";
import type { Leave, Shell } from "../shell.ts";
import { groundOf } from "../scheduled-program.ts";
import { typeAgain } from "../type-again.ts";

export interface ScheduledCall {
  schedule: Schedule;
  /** Flags of its command, laid over the schedule's args. */
  argv: string[];
  options: RunnerOptions & { input: boolean };
  trigger: Trigger;
  /** The tick that is run, or null when it is none. */
  scheduledFor: number | null;
}

/** Runs in this process, in front of a person, what a schedule says, under its own overlap rules. */
export async function runScheduled(asked: ScheduledCall, shell: Shell): Promise<Leave> {
  const { schedule } = asked;
  const overlap = asked.options.overlap ?? (asked.options.wait === undefined ? schedule.overlap : "wait");
  const call = { ...asked, options: { ...asked.options, overlap } };
  return schedule.program === null ? runCommand(call, shell) : runProgram(call, schedule.program, shell);
}

async function runCommand({ schedule, argv, options, ...tick }: ScheduledCall, shell: Shell): Promise<Leave> {
  const config = await shell.config();
  const command = await loadCommand(resolveCommand(config, schedule.command), config);
  const { definition, file } = command;
  const flags = describeArgs(definition.args, { file, positional: definition.positional });
  const typed = { verb: "schedule run", name: schedule.id };
  const words = { command, flags, argv, base: schedule.args, input: options.input, typed };
  const args = await readCommandArgs(words, shell);
  const parentId = await parentOf(shell);
  return callCommand({ command, flags, args, options, ...tick, scheduleId: schedule.id, parentId }, shell);
}

async function runProgram(
  { schedule, argv, options, trigger, scheduledFor }: ScheduledCall,
  program: NonNullable<Schedule["program"]>,
  shell: Shell,
): Promise<Leave> {
  if (argv.length > 0) throw takesNoFlags(schedule);
  const { root } = await shell.config();
  const { file, args } = program;
  const scheduled = { scheduleId: schedule.id, scheduledFor, ...groundOf(program, root) };
  const parentId = await parentOf(shell);
  return execProgram(
    { file, args, name: schedule.command, maskEnv: [], options, trigger, parentId, scheduled },
    shell,
  );
}

function takesNoFlags({ id }: Schedule): ErrandError {
  const message = `schedule ${id} runs a program, which errand knows no flags of`;
  return new ErrandError("usage", message, { next: `errand schedule run ${typeAgain([id])}` });
}
