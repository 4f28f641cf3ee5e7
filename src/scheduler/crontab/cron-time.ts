import type { Schedule } from "../../core/schedule.ts";
import { clockChangePolicies } from "../timetable/read-rule.ts";
import { cronFields } from "./cron-fields.ts";
import type { CronHost, CronTime } from "./cron-host.ts";
import { everyFields } from "./every-fields.ts";

/** When a schedule is due in the words of the system's cron, where that means the very same ticks. */
export function cronTimeOf(schedule: Schedule, host: CronHost): CronTime {
  const reason = LIMITS.find(({ has }) => has(schedule))?.reason;
  if (reason !== undefined) return { reason };
  const { rule, timezone, environments } = schedule;
  if (environments.length > 0 && !environments.includes(host.environment))
    return { reason: `is for ${environments.join(" and ")}, and this is ${host.environment}` };
  if (rule.kind === "at") return { reason: `is due once, at ${rule.local}` };
  if (rule.kind === "every") return everyFields(rule.ms, host);
  if (!isSameZone(timezone, host.zone))
    return { reason: `goes by ${timezone}, and this host's cron by ${host.zone}` };
  return cronFields(rule.expression);
}

/** What a crontab has no word for. */
const LIMITS: readonly { has: (schedule: Schedule) => boolean; reason: string }[] = [
  { has: ({ jitterMs }) => jitterMs > 0, reason: "has a jitter" },
  { has: ({ between }) => between.length > 0, reason: "is due between certain hours only" },
  { has: ({ unless }) => unless.length > 0, reason: "has hours in which it is not due (unless)" },
  { has: ({ from }) => from !== null, reason: "begins on a certain day (from)" },
  { has: ({ until }) => until !== null, reason: "ends on a certain day (until)" },
  { has: ({ exclude }) => exclude.length > 0, reason: "excludes certain days" },
  { has: ({ conditional }) => conditional, reason: "asks its when() first" },
  {
    has: ({ rule, gap }) => gap !== clockChangePolicies(rule).gap,
    reason: "has its own rule for times that a clock change leaves out (gap)",
  },
  {
    has: ({ rule, fold }) => fold !== clockChangePolicies(rule).fold,
    reason: "has its own rule for times that come twice (fold)",
  },
];

/** By what both names mean: a link is the zone that it points to. */
function isSameZone(one: string, other: string): boolean {
  const [a, b] = [one, other].map(
    (timeZone) => new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone,
  );
  return a === b;
}
