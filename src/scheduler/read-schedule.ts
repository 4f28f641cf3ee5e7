import { OVERLAP_POLICIES, type OverlapPolicy } from "../core/policy.ts";
import type { CatchUp, Schedule, Timing } from "../core/schedule.ts";
import { hideSecrets } from "../runner/program-secrets.ts";
import { checkShape } from "./check-shape.ts";
import { wordFault, type FieldFault, type ScheduleFault } from "./schedule-fault.ts";
import {
  CODE_SCHEDULE,
  COMMAND_SCHEDULE,
  PROGRAM_SCHEDULE,
  SCHEDULE_ID,
  type CheckedCatchUp,
  type CheckedOptions,
} from "./schedule-schema.ts";
import { readTiming } from "./timing.ts";
import type { WrittenSchedule } from "./written-schedules.ts";

/** What stands in for what a schedule does not say. */
export interface ScheduleDefaults {
  timezone: string;
  now: number;
}

/** One written schedule, judged whole: all its faults are told at once. */
export function readSchedule(
  written: WrittenSchedule,
  defaults: ScheduleDefaults,
): { schedule: Schedule } | { faults: ScheduleFault[] } {
  const { id, faults } = readId(written);
  const shape = readShape(written);
  const timing = readTiming(written.written, { ...defaults, id: id ?? "" });
  const found: FieldFault[] = [
    ...faults,
    ...("faults" in shape ? shape.faults : []),
    ...("problems" in timing ? timing.problems.map(({ message: rule, ...rest }) => ({ ...rest, rule })) : []),
  ];
  if (found.length > 0 || id === null || "faults" in shape || "problems" in timing) {
    const name = { place: written.place, id, index: written.index };
    return { faults: found.map((fault) => wordFault(name, fault)) };
  }
  return { schedule: assemble(id, written, { ...shape, timing: timing.timing }) };
}

/** The id that is written, else the command's name; of several in one module each must write its own. */
function readId({ written, name, source, index }: WrittenSchedule): {
  id: string | null;
  faults: FieldFault[];
} {
  const { id } = written;
  // A wrong one is refused with the other options.
  if (id !== undefined) return { id: typeof id === "string" ? id : null, faults: [] };
  if (source === "code" && index !== null) return { id: null, faults: [NEEDS_ID] };
  const fallback = SCHEDULE_ID.safeParse(name);
  if (fallback.success) return { id: fallback.data, faults: [] };
  return { id: null, faults: name === null ? [] : [NEEDS_OWN_ID] };
}

const NEEDS_ID: FieldFault = {
  field: "id",
  value: undefined,
  rule: "must be given: the module has several schedules, and each needs one of its own",
};
const NEEDS_OWN_ID: FieldFault = {
  field: "id",
  value: undefined,
  rule: "must be given: the name cannot be one, which is letters, digits and . _ : @ -",
};

/** What a schedule says beside its time, as far as it differs between commands and programs. */
interface Shape {
  options: CheckedOptions;
  work: Pick<Schedule, "command" | "program" | "args" | "overlapKey" | "conditional">;
  overlap: OverlapPolicy;
}

function readShape(one: WrittenSchedule): Shape | { faults: FieldFault[] } {
  return one.command ? readCommand(one.written, one.source, one.command) : readProgram(one.written);
}

function readCommand(
  written: WrittenSchedule["written"],
  source: WrittenSchedule["source"],
  { descriptor, described }: NonNullable<WrittenSchedule["command"]>,
): Shape | { faults: FieldFault[] } {
  const { args, conditional } = described;
  const shape = checkShape(written, source === "code" ? CODE_SCHEDULE : COMMAND_SCHEDULE);
  const faults = "faults" in shape ? shape.faults : [];
  if ("problems" in args) return { faults: [...faults, ...args.problems.map(argsFault)] };
  if ("faults" in shape) return shape;
  const { input, overlapKey } = args;
  const work = { command: descriptor.name, program: null, args: input, overlapKey, conditional };
  return { options: shape.checked, work, overlap: policyOf(descriptor.overlap) };
}

/** The problem names its flag and value, and never a secret one. */
function argsFault(problem: string): FieldFault {
  return { field: "args:", value: undefined, rule: problem };
}

/** The manifest is a file, and files are text. */
function policyOf(word: string): OverlapPolicy {
  return OVERLAP_POLICIES.find((policy) => policy === word) ?? "skip";
}

function readProgram(written: WrittenSchedule["written"]): Shape | { faults: FieldFault[] } {
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
    },
    overlap: "skip",
  };
}

function assemble(
  id: string,
  { place, source }: WrittenSchedule,
  { options, work, overlap, timing }: Shape & { timing: Timing },
): Schedule {
  return {
    id,
    ...work,
    ...timing,
    jitterMs: options.jitter,
    environments: [...new Set(options.environments)],
    overlap: options.overlap ?? overlap,
    catchUp: catchUpOf(options.catchUp),
    source,
    place,
  };
}

const HOUR_MS = 3_600_000;
const WITHIN_MS = { skip: 0, latest: HOUR_MS, all: 24 * HOUR_MS };
const MOST_CAUGHT_UP = 100;

function catchUpOf({ policy, within, max, spacing }: CheckedCatchUp): CatchUp {
  return {
    policy,
    withinMs: within ?? WITHIN_MS[policy],
    max: max ?? MOST_CAUGHT_UP,
    spacingMs: spacing,
  };
}
