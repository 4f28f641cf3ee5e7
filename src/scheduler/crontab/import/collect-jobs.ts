import type { CrontabLine, JobContent, WrittenLine } from "./crontab-line.ts";

/** Variables by their names. */
export type Settings = ReadonlyMap<string, string>;

export type JobLine = WrittenLine & JobContent;

export interface CrontabJob {
  line: JobLine;
  /** What the table sets above it. */
  settings: Settings;
}

/** A table's jobs, in order. What a table sets acts on the lines below it only. */
export function collectJobs(table: readonly CrontabLine[]): CrontabJob[] {
  let settings: Settings = new Map<string, string>();
  const jobs: CrontabJob[] = [];
  for (const line of table) {
    if (line.kind === "setting") settings = new Map([...settings, [line.name, line.value]]);
    if (line.kind === "job") jobs.push({ line, settings });
  }
  return jobs;
}
