import { parseDuration } from "../../core/duration.ts";
import type { FoldPolicy, GapPolicy, Rule } from "../../core/schedule.ts";
import { parseInstant, parseLocal } from "./local-time.ts";
import { isFixedTime, readCron } from "./read-cron.ts";
import type { Refuse, WrittenTiming } from "./written-timing.ts";

const SHORTEST_MS = 1_000;
const LONGEST_MS = 3_650 * 86_400_000;

/** The rule that is written, or undefined when there is none, or one that was refused. */
export function readRule(written: WrittenTiming, id: string, refuse: Refuse): Rule | undefined {
  const { cron, every, at } = written;
  if (cron !== undefined) return cronRule(cron, id, refuse);
  if (every !== undefined) return everyRule(every, refuse);
  return at === undefined ? undefined : atRule(at, refuse);
}

/**
 * What a rule does where the clocks change, unless it is told: Debian cron's way. What has a fixed time of day
 * happens once. What has a star in minute or hour, and every, follow real time: they skip what is not there, and
 * come twice where the clock shows a time twice.
 */
export function clockChangePolicies(rule: Rule): { gap: GapPolicy; fold: FoldPolicy } {
  const fixed = rule.kind === "at" || (rule.kind === "cron" && isFixedTime(rule.expression));
  return fixed ? { gap: "next", fold: "first" } : { gap: "skip", fold: "both" };
}

function cronRule(cron: string, id: string, refuse: Refuse): Rule | undefined {
  const reading = readCron(cron, id);
  if ("normal" in reading) return { kind: "cron", expression: reading.normal };
  refuse("cron", cron, reading.fault);
  return undefined;
}

function everyRule(every: string, refuse: Refuse): Rule | undefined {
  const ms = parseDuration(every);
  if (ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS) return { kind: "every", ms };
  refuse("every", every, "must be a duration from 1s to 3650d, such as 90s, 15m or 1h30m");
  return undefined;
}

function atRule(at: string, refuse: Refuse): Rule | undefined {
  if (parseLocal(at) !== undefined || parseInstant(at) !== undefined) {
    return { kind: "at", local: at.replace(" ", "T") };
  }
  const rule = "must be a local time such as 2026-12-01T09:00, or an instant such as 2026-12-01T09:00Z";
  refuse("at", at, rule);
  return undefined;
}
