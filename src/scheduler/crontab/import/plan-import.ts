import { isSame } from "../../../core/same.ts";
import type { Schedule } from "../../../core/schedule.ts";
import { collectJobs, type CrontabJob } from "./collect-jobs.ts";
import type { CrontabLine } from "./crontab-line.ts";
import { draftJob, type CrontabOwner } from "./draft-job.ts";

/** What becomes of a line that cron runs, or would refuse. */
export type PlannedLine = { number: number } & (
  | { verdict: "taken"; schedule: Schedule }
  /** `differs`: the one that is there says something else, for what the table sets has changed since. */
  | { verdict: "there"; schedule: Schedule; differs: boolean }
  /** `reason` is the end of a sentence: `has no command`. */
  | { verdict: "left"; reason: string }
);

/**
 * Decides on every such line, in order, and writes nothing.
 * @param known the live schedule of an id, where there is one
 */
export function planImport(
  table: readonly CrontabLine[],
  owner: CrontabOwner,
  known: (id: string) => Schedule | undefined,
): PlannedLine[] {
  const seen = new Map<string, Drafted>();
  const jobs = collectJobs(table).map((job) => planJob(job, { owner, known, seen }));
  const unreadable = table.flatMap((line) =>
    line.kind === "unreadable" ? leave(line.number, line.reason) : [],
  );
  return [...jobs, ...unreadable].sort((a, b) => a.number - b.number);
}

interface Drafted {
  number: number;
  schedule: Schedule;
}

interface PlanState {
  owner: CrontabOwner;
  known: (id: string) => Schedule | undefined;
  /** By the id that their line gives them. */
  seen: Map<string, Drafted>;
}

function planJob({ line, settings }: CrontabJob, { owner, known, seen }: PlanState): PlannedLine {
  const { number } = line;
  const drafted = draftJob(line, settings, owner);
  if ("reason" in drafted) return leave(number, drafted.reason);
  const schedule = unlike(drafted.schedule, seen);
  const twin = seen.get(schedule.id);
  if (twin) return leave(number, `says what line ${twin.number} says already`);
  seen.set(schedule.id, { number, schedule });
  const there = known(schedule.id);
  if (!there) return { number, verdict: "taken", schedule };
  return { number, verdict: "there", schedule: there, differs: !isSame(facts(there), facts(schedule)) };
}

function leave(number: number, reason: string): PlannedLine {
  return { number, verdict: "left", reason };
}

/** One line may stand twice with different variables above it; then each is a schedule of its own. */
function unlike(schedule: Schedule, seen: PlanState["seen"]): Schedule {
  const { id } = schedule;
  for (let count = 1; ; count += 1) {
    const own = count === 1 ? id : `${id}-${count}`;
    const other = seen.get(own)?.schedule;
    if (!other || isSame(facts(other), facts(schedule))) return named(schedule, own);
  }
}

function named(schedule: Schedule, id: string): Schedule {
  return { ...schedule, id, command: id, overlapKey: id };
}

/** What a line says, whoever imports it and whatever it is called. */
function facts({ rule, timezone, program }: Schedule): Pick<Schedule, "rule" | "timezone" | "program"> {
  return { rule, timezone, program };
}
