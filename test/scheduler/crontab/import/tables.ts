import type { CrontabOwner } from "../../../../src/scheduler/crontab/import/draft-job.ts";
import { parseCrontab } from "../../../../src/scheduler/crontab/import/parse-crontab.ts";
import { planImport, type PlannedLine } from "../../../../src/scheduler/crontab/import/plan-import.ts";
import type { Schedule } from "../../../../src/core/schedule.ts";

export const ADA: CrontabOwner = {
  user: "ada",
  home: "/home/ada",
  timezone: "Europe/London",
  now: Date.UTC(2026, 10, 23, 8),
  actor: "ada",
};

/** What becomes of a table that nothing was ever imported from. */
export function planOf(text: string, { userColumn = false, known = [] as Schedule[] } = {}): PlannedLine[] {
  const find = (id: string): Schedule | undefined => known.find((one) => one.id === id);
  return planImport(parseCrontab(text, { userColumn }), ADA, find);
}

export function takenOf(lines: readonly PlannedLine[]): Schedule[] {
  return lines.flatMap((line) => (line.verdict === "taken" ? line.schedule : []));
}

/** Why the only line of a table is left. */
export function reasonOf(text: string, form: { userColumn?: boolean } = {}): string | undefined {
  const [line] = planOf(text, form);
  return line?.verdict === "left" ? line.reason : undefined;
}
