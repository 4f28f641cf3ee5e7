import type { Config } from "../../config.ts";
import type { CatchUp, Schedule, Timing } from "../../core/schedule.ts";
import { readWork, type ScheduledWork } from "./read-work.ts";
import { wordFault, type FieldFault, type ScheduleFault } from "./schedule-fault.ts";
import { SCHEDULE_ID, type CheckedCatchUp } from "./schedule-schema.ts";
import { readTiming } from "../timetable/timing.ts";
import type { WrittenSchedule } from "./written-schedules.ts";

/** What stands in for what a schedule does not say. */
export interface ScheduleDefaults {
  timezone: string;
  /** Queues of commands that name none. Default: none. */
  routes?: Config["routes"];
  now: number;
}

/** One written schedule, judged whole: all its faults are told at once. */
export function readSchedule(
  written: WrittenSchedule,
  defaults: ScheduleDefaults,
): { schedule: Schedule } | { faults: ScheduleFault[] } {
  const { id, faults } = readId(written);
  const work = readWork(written, defaults.routes ?? []);
  const timing = readTiming(written.written, { ...defaults, id: id ?? "" });
  const found: FieldFault[] = [
    ...faults,
    ...("faults" in work ? work.faults : []),
    ...("problems" in timing ? timing.problems.map(({ message: rule, ...rest }) => ({ ...rest, rule })) : []),
  ];
  if (found.length > 0 || id === null || "faults" in work || "problems" in timing) {
    const name = { place: written.place, id, index: written.index };
    return { faults: found.map((fault) => wordFault(name, fault)) };
  }
  return { schedule: assemble(id, written, { ...work, timing: timing.timing }) };
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

function assemble(
  id: string,
  { place, source }: WrittenSchedule,
  { options, work, overlap, timing }: ScheduledWork & { timing: Timing },
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
