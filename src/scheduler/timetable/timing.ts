import type { Timing } from "../../core/schedule.ts";
import { findEmptiness } from "./find-emptiness.ts";
import { readLimits } from "./read-limits.ts";
import { clockChangePolicies, readRule } from "./read-rule.ts";
import { checkTypes, type Refuse, type TimingProblem, type WrittenTiming } from "./written-timing.ts";
import { zoneFault } from "./zone-name.ts";
import { zoneOf } from "./zone.ts";

export interface TimingContext {
  /** The zone of a timing that names none. */
  timezone: string;
  /** Of the schedule: what H in a cron expression stands for depends on it, and on nothing else. */
  id: string;
}

/**
 * Judges the keys of a written schedule that say when it is due, and gives the timing, its cron expression in normal
 * form; or everything that is wrong with it. A timing that has no tick at all is refused. One whose ticks are all
 * over is not: it was a good one once.
 */
export function readTiming(
  schedule: Readonly<Record<string, unknown>>,
  context: TimingContext,
): { timing: Timing } | { problems: TimingProblem[] } {
  const problems: TimingProblem[] = [];
  const refuse: Refuse = (field, value, message) => problems.push({ field, value, message });
  const written = checkTypes(schedule, refuse);
  refuseCount(schedule, refuse);
  const timezone = readZone(written.timezone ?? context.timezone, refuse);
  const rule = readRule(written, context.id, refuse);
  const limits = readLimits(written, zoneOf(timezone), refuse);
  if (rule?.kind === "every") refusePolicies(written, refuse);
  if (!rule || problems.length > 0) return { problems };
  const usual = clockChangePolicies(rule);
  const { gap = usual.gap, fold = usual.fold } = written;
  const timing: Timing = { rule, timezone, gap, fold, ...limits };
  const emptiness = findEmptiness(timing, written);
  return emptiness ? { problems: [emptiness] } : { timing };
}

const RULES = ["cron", "every", "at"] as const;

/** Exactly one of the rules is given. */
function refuseCount(schedule: Readonly<Record<string, unknown>>, refuse: Refuse): void {
  const [first, ...others] = RULES.filter((key) => schedule[key] !== undefined);
  if (first === undefined) refuse("cron", undefined, "must be given, or every, or at");
  else if (others.length > 0)
    refuse(first, schedule[first], `cannot stand beside ${others.join(" and ")}: give one`);
}

/** A zone that is none is told; what else is wrong is then judged as if in UTC. */
function readZone(name: string, refuse: Refuse): string {
  const fault = zoneFault(name);
  if (fault === undefined) return name;
  refuse("timezone", name, fault);
  return "UTC";
}

function refusePolicies({ gap, fold }: WrittenTiming, refuse: Refuse): void {
  const why = "means nothing beside every, which follows real time: leave it out";
  if (gap !== undefined) refuse("gap", gap, why);
  if (fold !== undefined) refuse("fold", fold, why);
}
