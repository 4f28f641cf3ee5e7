import type { OverlapPolicy } from "../core/policy.ts";
import type { Pause, RegisteredSchedule, Schedule, Tick, TickVerdict } from "../core/schedule.ts";
import type { Waiting } from "./queue-store.ts";
import type { NewRun } from "./run-store.ts";

export interface RewindRequest {
  id: string;
  /** Epoch ms. */
  now: number;
  /** Why runs that waited are skipped. */
  reason: string;
}

/** What a rewind came to: where the watermark stands, how many ticks were forgotten, how many waiting runs skipped. */
export interface Rewind {
  watermark: number;
  ticks: number;
  withdrawn: number;
}

/** Verbs of schedules and of their ticks. */
export interface ScheduleStore {
  /**
   * Makes the schedules of code and config what is given, in one go. A new one's watermark is `now`: its past is never
   * due. One that is gone is marked removed, unless its command is among `unread`, whose module could not be asked.
   * One that is back, or that is due at other times than before (any member of `Timing`), starts at `now` again, or
   * at its watermark if that is later.
   * Dynamic ones are left alone. @throws ErrandError invalid_schedule when a dynamic one has the id.
   */
  registerSchedules(registration: Registration): Promise<RegistrationResult>;

  /** Adds a dynamic schedule; false when a live one has the id. A removed one of the id comes back with its history. */
  addSchedule(schedule: Schedule, now: number): Promise<boolean>;

  /** Removes a dynamic schedule; its ticks stay. False when there is no such live one. */
  removeSchedule(id: string, now: number): Promise<boolean>;

  /** By id: those that are not removed; with `changedSince`, those whose registration moved after it, removed ones too. */
  schedules(filter?: ScheduleFilter): Promise<RegisteredSchedule[]>;

  /** Grows with every registration, removal, pause, resume and rewind, and with nothing else. */
  scheduleRevision(): Promise<number>;

  /** The schedule, removed or not, or undefined. */
  findSchedule(id: string): Promise<RegisteredSchedule | undefined>;

  /**
   * False when it is not there or removed. Each pause has a start, a reason and an end of its own: pausing a paused
   * one ends the pause before, which is kept as long as ticks that fell into it are not settled.
   */
  pauseSchedule(id: string, pause: Pause): Promise<boolean>;

  /**
   * Ends the pause at `now`; false when it was not paused. It is kept until the watermark has passed its end: ticks
   * that fell into it are settled as skipped by the next tick, never run.
   */
  resumeSchedule(id: string, now: number): Promise<boolean>;

  /**
   * Takes back what was settled for instants after `now`, while the clock was ahead: their ticks are forgotten, runs that
   * wait for them become skipped with `reason`, and the watermark stands at `now`, or before the stretch of equal ticks
   * in which `now` lies. Runs that were lived stay. Undefined when nothing live of that id is settled beyond `now`.
   */
  rewindSchedule(request: RewindRequest): Promise<Rewind | undefined>;

  /**
   * Settles ticks of many schedules in one transaction. For each: only if the watermark is still `from` (somebody
   * else settled otherwise: `raced`), its ticks are written, runs are created as queued or, where the overlap policy
   * says so, the tick becomes skipped and names the holder, and the watermark moves to `to`. In the way of a tick is
   * what runs with its key, under skip, and what is queued with it, under skip and wait; under replace, what workers
   * have queued with it becomes skipped. Ticks that are caught up are not judged here, but when they are claimed.
   */
  settle(settlements: Settlement[], by: Settler): Promise<SettleResult[]>;

  /** Settled ticks of a schedule, newest first. A folded stretch counts as one, and is in when any part of it is. */
  ticks(filter: TickFilter): Promise<Tick[]>;

  /** The last settled tick of each schedule that has one. */
  latestTicks(): Promise<Tick[]>;

  /**
   * How many scheduled times did not run from `since` on, before `until`: skipped or missed, of all schedules or of
   * those of one command. A stretch that reaches beyond counts with its share. `last` is the id of the schedule whose
   * was the latest of them.
   */
  countUnrun(span: {
    since: number;
    until: number;
    command?: string;
  }): Promise<{ count: number; last: string | null }>;
}

/** A page of schedules: `limit` at most, whose ids come after `after`. */
export interface ScheduleFilter {
  changedSince?: number;
  after?: string;
  limit?: number;
}

export interface Registration {
  schedules: Schedule[];
  /** Commands whose modules did not load: their schedules stay as they were. */
  unread: string[];
  now: number;
}

/** Ids. */
export interface RegistrationResult {
  added: string[];
  changed: string[];
  removed: string[];
}

/** What happened to one schedule between two watermarks, both epoch ms, `from` excluded, `to` included. */
export interface Settlement {
  scheduleId: string;
  from: number;
  to: number;
  ticks: PlannedTick[];
}

/**
 * A tick, or a stretch of equal ones, decided. `reason` must not hold what differs between neighbours: a stretch that
 * follows one of the same verdict and reason is folded into it.
 */
export type PlannedTick =
  | {
      verdict: "run";
      scheduledFor: number;
      run: NewRun;
      runAfter: number;
      /** Where and how it waits; what is left out is as `USUAL_WAITING` says. */
      waiting?: Partial<Omit<Waiting, "runAfter">>;
      overlap: { key: string; policy: OverlapPolicy };
    }
  | {
      verdict: Exclude<TickVerdict, "run">;
      scheduledFor: number;
      through: number;
      count: number;
      reason: string;
    };

export interface Settler {
  host: string;
  now: number;
}

export interface SettleResult {
  scheduleId: string;
  /**
   * Nothing was written: somebody else had settled, or the schedule was removed or paused over one of its runs since
   * the settler looked. `watermark` is where it stands.
   */
  raced: boolean;
  watermark: number;
  ticks: Tick[];
}

/** Times are epoch ms over `scheduledFor`, `since` included, `until` excluded. */
export interface TickFilter {
  scheduleId: string;
  since?: number;
  until?: number;
  verdicts?: TickVerdict[];
  limit: number;
}
