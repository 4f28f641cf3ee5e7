import type { CronHost } from "../../scheduler/crontab/cron-host.ts";
import { cronTimeOf } from "../../scheduler/crontab/cron-time.ts";
import type { CronEntry } from "../../scheduler/crontab/lines.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";

/** A schedule that cron cannot say, and why: the end of a sentence. */
export interface LeftOut {
  id: string;
  reason: string;
}

/** Parts the schedules that cron has words for from those that it has not. Removed ones are neither. */
export function sortEntries(
  listed: readonly ListedSchedule[],
  host: CronHost,
): { entries: CronEntry[]; leftOut: LeftOut[] } {
  const entries: CronEntry[] = [];
  const leftOut: LeftOut[] = [];
  for (const { schedule, standing } of listed) {
    if (standing === "removed") continue;
    const { id } = schedule;
    const found = cronTimeOf(schedule, host);
    if ("time" in found) entries.push({ id, ...found });
    else leftOut.push({ id, ...found });
  }
  return { entries, leftOut };
}
