import type { JsonObject } from "../../../core/json.ts";
import type { Schedule } from "../../../core/schedule.ts";
import { readSchedule } from "../../read-schedule.ts";
import type { ScheduleFault } from "../../schedule-fault.ts";
import type { JobLine, Settings } from "./collect-jobs.ts";
import type { JobContent } from "./crontab-line.ts";
import { nameJob } from "./name-job.ts";
import { readFields } from "./read-fields.ts";

/** Whose table it is, and what stands in for what it does not say. */
export interface CrontabOwner {
  /** Who errand runs as. */
  user: string;
  home: string;
  /** Of lines that no CRON_TZ stands above. */
  timezone: string;
  now: number;
  /** Who imports it, as the audit names them. */
  actor: string;
}

/** A job's line as the schedule that does the same, or why there is none: the end of a sentence. */
export function draftJob(
  line: JobLine,
  settings: Settings,
  owner: CrontabOwner,
): { schedule: Schedule } | { reason: string } {
  const { user, command, time } = line;
  if (user !== null && user !== owner.user)
    return { reason: `runs as ${user}: errand runs as ${owner.user}` };
  const reason = findStranger(command);
  if (reason !== undefined) return { reason };
  const fields = readFields(time);
  if ("reason" in fields) return fields;
  const id = nameJob({ command, text: line.raw.trim() });
  const written = { ...POLICIES, id, name: id, cron: fields.cron, ...workOf(line, settings, owner) };
  const place = `imported by ${owner.actor}`;
  const judged = readSchedule(
    { place, index: null, source: "config", name: id, written, command: null },
    owner,
  );
  if ("faults" in judged) return { reason: judged.faults.map((fault) => wordFault(fault, time)).join("; ") };
  return { schedule: { ...judged.schedule, source: "dynamic" } };
}

/** cron lets runs of one line overlap, and misses what it misses. */
const POLICIES = { overlap: "allow", catchUp: { policy: "skip" } };

/** What no program's name begins with, or what would make errand tick itself. */
function findStranger(command: string): string | undefined {
  if (command.includes("\uFFFD")) return "is not written in UTF-8";
  if (/^[*?\d][\d*?,/-]*(?=\s|$)/.test(command)) return "has six fields of time, and cron knows five";
  if (TICKS.test(command)) return "lets errand itself tick";
  return undefined;
}

const TICKS = /(?:^|[\s/;&])errand(?:\.m?js)?["']?\s+(?:tick|start)\b/;

/** What cron starts, and with what around it. */
function workOf({ command, stdin }: JobContent, settings: Settings, { home }: CrontabOwner): JsonObject {
  const timezone = settings.get("CRON_TZ");
  return {
    exec: [settings.get("SHELL") || "/bin/sh", "-c", command],
    cwd: settings.get("HOME") || home,
    env: Object.fromEntries([...settings].filter(([name]) => !CRONS_OWN.has(name))),
    stdin,
    ...(timezone ? { timezone } : {}),
  };
}

/** What only tells cron itself something. */
const CRONS_OWN = new Set(["MAILTO", "MAILFROM", "CRON_TZ"]);

/** Without the value, which may be a secret, unless it is the time. */
function wordFault({ field, rule }: ScheduleFault, time: string): string {
  return field === "cron" ? `says "${time}", which ${rule}` : `has a ${NAMES[field] ?? field}, which ${rule}`;
}

/** As a crontab calls it. */
const NAMES: Readonly<Record<string, string>> = {
  timezone: "CRON_TZ",
  cwd: "HOME",
  "exec.0": "SHELL",
  "exec.2": "command",
};
