import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import type { Timing } from "../../core/schedule.ts";
import { hostZone } from "../../scheduler/registry/read-schedules.ts";
import { readTiming } from "../../scheduler/timetable/timing.ts";
import type { Shell } from "../shell.ts";

/** A rule as it is typed, of no schedule that is written anywhere. */
export interface TypedRule {
  cron?: string | undefined;
  every?: string | undefined;
  timezone?: string | undefined;
  id?: string | undefined;
}

export function addRuleFlags(command: Command): Command {
  return command
    .option("--every <duration>", "an interval instead of an expression: 15m, 2h")
    .option("--timezone <zone>", "IANA zone (default: that of the config, else the host's)")
    .option("--id <id>", "what H stands for depends on the schedule's id");
}

/** @throws ErrandError invalid_schedule, one line with everything that is wrong. */
export async function readTypedTiming(rule: TypedRule, verb: string, shell: Shell): Promise<Timing> {
  const { timezone } = await shell.config();
  const { id = "", ...written } = rule;
  const read = readTiming(written, { timezone: timezone ?? hostZone(), id });
  if ("timing" in read) return read.timing;
  const faults = read.problems.map(({ field, value, message }) => {
    return value === undefined ? `${field} ${message}` : `${field} ${quote(value)} ${message}`;
  });
  throw new ErrandError("invalid_schedule", faults.join("; "), { next: `errand schedule ${verb} --help` });
}
