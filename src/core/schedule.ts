import type { JsonObject } from "./json.ts";
import type { OverlapPolicy } from "./policy.ts";

/*
 * The words of schedules.
 *
 * schedule   a rule that makes ticks, with what to run at each: a command with args, or a program.
 * tick       one instant a schedule is due, its `scheduledFor`. With the schedule's id it names the tick for ever.
 * watermark  the last instant up to which every tick of a schedule is settled. It never moves back.
 * settle     to decide a tick once and for all: a run, or the reason why not.
 * verdict    what was decided: run, skipped (errand was there and said no), missed (nothing was there to ask).
 * catch-up   what happens to ticks that fell due while nothing ticked.
 * timetable  the pure calculus from a rule to its instants.
 */

/** When a schedule is due. `at` is local time in the schedule's zone: "2026-12-01T09:00". */
export type Rule =
  | { kind: "cron"; expression: string }
  /** Every so many ms of real time, counted from the epoch. */
  | { kind: "every"; ms: number }
  | { kind: "at"; local: string };

/** A tick whose local time does not exist: at the first instant after the gap, or not at all. */
export const GAP_POLICIES = ["next", "skip"] as const;
export type GapPolicy = (typeof GAP_POLICIES)[number];

/** A tick whose local time comes twice: on the first pass, on both, or on the last. */
export const FOLD_POLICIES = ["first", "both", "last"] as const;
export type FoldPolicy = (typeof FOLD_POLICIES)[number];

/** A span of local time of day in minutes from midnight, `to` excluded. `from > to` spans midnight. */
export interface DayWindow {
  from: number;
  to: number;
}

/** All that the timetable needs: when a schedule is due, and on what it is not. */
export interface Timing {
  rule: Rule;
  /** An IANA name, or "UTC". */
  timezone: string;
  /** Skip and both are real time: what rules with a star in minute or hour, and `every`, do unless told otherwise. */
  gap: GapPolicy;
  fold: FoldPolicy;
  /** Ticks outside all of these windows do not exist; empty means no such limit. */
  between: DayWindow[];
  /** Ticks inside any of these windows do not exist. */
  unless: DayWindow[];
  /** Epoch ms, the first included, the second excluded; null means no such limit. */
  from: number | null;
  until: number | null;
  /** Local dates on which there are no ticks: "2026-12-25". */
  exclude: string[];
}

/** skip: none. latest: the last one. all: each of them. */
export const CATCH_UP_POLICIES = ["skip", "latest", "all"] as const;
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

export interface CatchUp {
  policy: CatchUpPolicy;
  /** Only ticks at most so old, in ms. */
  withinMs: number;
  /** At most so many, the newest. */
  max: number;
  /** So far apart they start, in ms. */
  spacingMs: number;
}

/** A program as a schedule starts it. */
export interface ScheduledProgram {
  file: string;
  args: string[];
  /** Null: the project's folder. */
  cwd: string | null;
  /** Added to the environment of the scheduler. */
  env: Record<string, string>;
  /** Text for its stdin; null: empty. */
  stdin: string | null;
}

/** How the runs of a schedule wait for a worker. */
export interface ScheduledWaiting {
  queue: string;
  priority: number;
  maxAttempts: number;
  limitKey: string | null;
  /** Not started so long after their tick, in ms; null: whenever. */
  expiresInMs: number | null;
}

export type ScheduleSource = "code" | "config" | "dynamic";

/** A schedule as it was checked and registered: plain JSON, durations in ms. */
export interface Schedule extends Timing {
  /** Unlike every other's, and the same after every edit. */
  id: string;
  /** The command's name; of a program, the name that its runs carry. */
  command: string;
  /** Null: `command` is a command of this project. */
  program: ScheduledProgram | null;
  /** Checked, with defaults filled in; no secret stands in them. */
  args: JsonObject;
  /** Every start is delayed by a fixed share of this, in ms, so that herds spread. */
  jitterMs: number;
  /** Where it is active; empty means everywhere. */
  environments: string[];
  /** How its runs wait for a worker; absent: as any others. */
  waiting?: ScheduledWaiting;
  overlap: OverlapPolicy;
  /** What its runs hold while they live. */
  overlapKey: string;
  catchUp: CatchUp;
  /** A `when()` in the command's module is asked before each run. */
  conditional: boolean;
  source: ScheduleSource;
  /** Where it is written, for messages: `commands/a.ts`, `errand.config.ts`, `added by ada`. */
  place: string;
}

/** Who stopped a schedule, and until when; null `until` means until it is resumed. */
export interface Pause {
  at: number;
  by: string;
  reason: string | null;
  until: number | null;
}

/** A schedule with where it stands. */
export interface RegisteredSchedule {
  schedule: Schedule;
  watermark: number;
  /** Since when it is due by these rules: it was added, came back, or its times changed. */
  registeredAt: number;
  /** Also one that is over, until the watermark has passed its `until`. */
  pause: Pause | null;
  /** Those before it, oldest first, of which ticks may not be settled yet; absent: none. */
  endedPauses?: Pause[];
  /** It is in no module and no config any more; its history stays. */
  removedAt: number | null;
}

export const TICK_VERDICTS = ["run", "skipped", "missed"] as const;
export type TickVerdict = (typeof TICK_VERDICTS)[number];

/** A settled tick, or a stretch of equal ones: `count` ticks from `scheduledFor` to `through`, both included. */
export interface Tick {
  scheduleId: string;
  scheduledFor: number;
  through: number;
  count: number;
  verdict: TickVerdict;
  /** Null for a run. */
  reason: string | null;
  runId: string | null;
  settledAt: number;
}
