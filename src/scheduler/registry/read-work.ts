import type { Config } from "../../config.ts";
import { PRIORITY } from "../../core/queue.ts";
import { OVERLAP_POLICIES, type OverlapPolicy } from "../../core/policy.ts";
import type { Schedule, ScheduledWaiting } from "../../core/schedule.ts";
import { queueOf } from "../../queue/route.ts";
import { hideSecrets } from "../../runner/program-secrets.ts";
import { checkShape } from "./check-shape.ts";
import type { FieldFault } from "./schedule-fault.ts";
import { CODE_SCHEDULE, COMMAND_SCHEDULE, PROGRAM_SCHEDULE, type CheckedOptions } from "./schedule-schema.ts";
import type { WrittenSchedule } from "./written-schedules.ts";

/** What a schedule says beside its time: its options, and what is run. */
export interface ScheduledWork {
  options: CheckedOptions;
  work: Pick<Schedule, "command" | "program" | "args" | "overlapKey" | "conditional"> & {
    waiting: ScheduledWaiting;
  };
  /** Where the options name none. */
  overlap: OverlapPolicy;
}

/** What a written schedule runs, a command or a program, or every fault in what it says of that. */
export function readWork(
  one: WrittenSchedule,
  routes: Config["routes"],
): ScheduledWork | { faults: FieldFault[] } {
  return one.command ? readCommand(one, one.command, routes) : readProgram(one.written, routes);
}

function readCommand(
  { written, source }: Pick<WrittenSchedule, "written" | "source">,
  { descriptor, described }: NonNullable<WrittenSchedule["command"]>,
  routes: Config["routes"],
): ScheduledWork | { faults: FieldFault[] } {
  const { args, conditional } = described;
  const shape = checkShape(written, source === "code" ? CODE_SCHEDULE : COMMAND_SCHEDULE);
  const faults = "faults" in shape ? shape.faults : [];
  if ("problems" in args) return { faults: [...faults, ...args.problems.map(argsFault)] };
  if ("faults" in shape) return shape;
  const { input, overlapKey, limitKey } = args;
  const { queue, priority, attempts, expiresInMs } = descriptor.work;
  const waiting = {
    queue: queueOf(descriptor.name, queue, { routes }),
    priority,
    maxAttempts: attempts ?? 1,
    limitKey,
    expiresInMs,
  };
  const work = { command: descriptor.name, program: null, args: input, overlapKey, conditional, waiting };
  return { options: shape.checked, work, overlap: policyOf(descriptor.overlap) };
}

const USUAL = { priority: PRIORITY.usual, maxAttempts: 1, limitKey: null, expiresInMs: null };

function argsFault(problem: string): FieldFault {
  return { field: "args", value: undefined, rule: problem };
}

/** The manifest is a file, and files are text. */
function policyOf(word: string): OverlapPolicy {
  return OVERLAP_POLICIES.find((policy) => policy === word) ?? "skip";
}

function readProgram(
  written: WrittenSchedule["written"],
  routes: Config["routes"],
): ScheduledWork | { faults: FieldFault[] } {
  const shape = checkShape(written, PROGRAM_SCHEDULE);
  if ("faults" in shape) return shape;
  const { exec, name, cwd, env, stdin } = shape.checked;
  const [file, ...args] = exec;
  const program = { file, args, cwd, env, stdin };
  // Rows keep what `errand exec` would keep of them.
  const { recorded } = hideSecrets(args, { maskEnv: [], env: {} });
  return {
    options: shape.checked,
    work: {
      command: name,
      program,
      args: { program: file, arguments: recorded },
      overlapKey: name,
      conditional: false,
      waiting: { ...USUAL, queue: queueOf(name, null, { routes }) },
    },
    overlap: "skip",
  };
}
