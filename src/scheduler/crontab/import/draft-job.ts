import type { JsonObject } from "../../../core/json.ts";
import { quote } from "../../../core/quote.ts";
import type { Schedule } from "../../../core/schedule.ts";
import { readSchedule } from "../../registry/read-schedule.ts";
import type { ScheduleFault } from "../../registry/schedule-fault.ts";
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
  const { command, time } = line;
  const reason = findStranger(line, owner);
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
  if ("faults" in judged)
    return { reason: judged.faults.map((fault) => wordFault(fault, { time, settings })).join("; ") };
  return { schedule: { ...judged.schedule, source: "dynamic" } };
}

/** cron lets runs of one line overlap, and misses what it misses. */
const POLICIES = { overlap: "allow", catchUp: { policy: "skip" } };

/** What errand cannot do for this line, or had better not. */
function findStranger({ user, command }: JobContent, owner: CrontabOwner): string | undefined {
  if (/^[*?\d][\d*?,/-]*(?=\s|$)/.test(user ?? command)) return "has six fields of time, and cron knows five";
  if (user !== null && user !== owner.user) return `runs as ${user}: errand runs as ${owner.user}`;
  // What decoding makes of bytes that are nothing in UTF-8: they are lost by now.
  if (command.includes("\uFFFD")) return "is not written in UTF-8";
  return TICKS.test(command) ? "lets errand itself tick" : undefined;
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

/** Only values that are no secret are told. */
function wordFault(
  { field, rule }: ScheduleFault,
  { time, settings }: { time: string; settings: Settings },
): string {
  if (field === "cron") return `says "${time}", which ${rule}`;
  if (field === "exec.2") return `has a command that ${rule}`;
  const name = SETTINGS[field] ?? field.replace(/^env\./, "");
  const value = name === "CRON_TZ" ? ` ${quote(settings.get(name))}` : "";
  return `stands below ${name}${value}, which ${rule}`;
}

const SETTINGS: Readonly<Record<string, string>> = { timezone: "CRON_TZ", cwd: "HOME", "exec.0": "SHELL" };
