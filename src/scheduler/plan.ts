import { newId } from "../core/ids.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { RegisteredSchedule, Schedule } from "../core/schedule.ts";
import type { Waiting } from "../store/queue-store.ts";
import type { PlannedTick, Settlement } from "../store/schedule-store.ts";
import { chooseCaughtUp, chooseOnTime, ON_TIME_MS, wordMissed, type Silence } from "./catch-up.ts";
import { isActiveIn, pauseAt } from "./answers/next-tick.ts";
import { delayOf, type Timetable } from "./timetable/timetable.ts";

/** How many ticks one settlement decides at most, except those that may be caught up: a pass must not take long. */
const MOST_TICKS = 5_000;

export interface PlanInput {
  state: RegisteredSchedule;
  timetable: Timetable;
  now: number;
  /** Where this is. */
  environment: string;
  /** The last stretch in which nothing ticked, for the words of what was missed. */
  silence: Silence;
  /** The user who ticks. */
  actor: string;
}

export interface Plan {
  /** Null when nothing is due. */
  settlement: Settlement | null;
  /** When the next tick of this schedule falls due, epoch ms; null: never again. Now or earlier when more is due already. */
  next: number | null;
}

/** What one schedule's due ticks come to. Pure: the same input gives the same decisions, and ids of their own. */
export function planTicks(input: PlanInput): Plan {
  const { state, timetable } = input;
  const delay = delayOf(state.schedule);
  const due = collectDue(input, delay);
  const last = due.at(-1);
  const next = timetable.next(last ?? state.watermark);
  const dueAt = next === null ? null : next + delay;
  if (last === undefined) return { settlement: null, next: dueAt };
  const settlement = {
    scheduleId: state.schedule.id,
    from: state.watermark,
    to: last,
    ticks: fold(decide(due, input, delay)),
  };
  return { settlement, next: dueAt };
}

/** Due ticks, oldest first. Those too old to be run are taken in portions; the rest is taken whole, as one choice. */
function collectDue({ state, timetable, now }: PlanInput, delay: number): number[] {
  const { watermark, schedule } = state;
  const oldest = now - Math.max(schedule.catchUp.withinMs, ON_TIME_MS) - delay;
  const due: number[] = [];
  for (
    let tick = timetable.next(watermark);
    tick !== null && tick + delay <= now;
    tick = timetable.next(tick)
  ) {
    due.push(tick);
    if (tick < oldest && due.length >= MOST_TICKS) break;
  }
  return due;
}

function decide(due: readonly number[], input: PlanInput, delay: number): PlannedTick[] {
  const { state, now, environment } = input;
  const isLate = (tick: number): boolean => tick + delay < now - ON_TIME_MS;
  const stopped = (tick: number): string | null => findStop(tick, state, environment);
  const free = due.filter((tick) => stopped(tick) === null);
  const onTime = chooseOnTime(free, { schedule: state.schedule, isLate });
  const caughtUp = chooseCaughtUp(free, { catchUp: state.schedule.catchUp, now, isLate });
  return due.map((tick) => {
    const reason = stopped(tick);
    if (reason !== null) return single(tick, "skipped", reason);
    if (onTime.includes(tick))
      return plannedRun(tick, input, { trigger: "schedule", runAfter: tick + delay });
    const place = caughtUp.indexOf(tick);
    if (place < 0)
      return single(tick, "missed", wordMissed({ tick, delay }, state.schedule.catchUp, input.silence, now));
    const runAfter = now + place * state.schedule.catchUp.spacingMs;
    return plannedRun(tick, input, { trigger: "catch_up", runAfter });
  });
}

/** Why a tick is not run though something ticks; no word in it differs between neighbours. */
function findStop(tick: number, state: RegisteredSchedule, environment: string): string | null {
  const { schedule } = state;
  if (!isActiveIn(schedule, environment))
    return `not in this environment: it runs in ${schedule.environments.join(", ")}, and this is ${environment}`;
  const pause = pauseAt(state, tick);
  if (!pause) return null;
  return pause.reason === null ? `paused by ${pause.by}` : `paused by ${pause.by}: ${pause.reason}`;
}

function single(scheduledFor: number, verdict: "skipped" | "missed", reason: string): PlannedTick {
  return { verdict, scheduledFor, through: scheduledFor, count: 1, reason };
}

function plannedRun(
  scheduledFor: number,
  { state: { schedule }, now, actor }: PlanInput,
  { trigger, runAfter }: { trigger: "schedule" | "catch_up"; runAfter: number },
): PlannedTick {
  return {
    verdict: "run",
    scheduledFor,
    runAfter,
    waiting: waitingOf(schedule, runAfter),
    overlap: { key: schedule.overlapKey, policy: policyOf(schedule, trigger) },
    run: { ...runOf(schedule), id: newId(now), trigger, scheduledFor, requestedAt: now, actor },
  };
}

/** Its expiry counts from the instant from which it may start. */
function waitingOf({ waiting }: Schedule, runAfter: number): Partial<Waiting> {
  if (!waiting) return {};
  const { expiresInMs, ...rest } = waiting;
  return { ...rest, expiresAt: expiresInMs === null ? null : runAfter + expiresInMs };
}

/** What is caught up was asked for one by one: under skip, each but the first would be skipped for the one before. */
function policyOf({ overlap }: Schedule, trigger: "schedule" | "catch_up"): OverlapPolicy {
  return trigger === "catch_up" && overlap === "skip" ? "wait" : overlap;
}

function runOf({ id, command, args }: Schedule) {
  const dryRun = args["dryRun"] === true;
  return { command, args, scheduleId: id, parentId: null, dryRun, tags: [] };
}

/** Neighbours of one verdict and reason become one stretch. */
function fold(ticks: readonly PlannedTick[]): PlannedTick[] {
  const folded: PlannedTick[] = [];
  for (const tick of ticks) {
    const last = folded.at(-1);
    if (last && last.verdict !== "run" && tick.verdict === last.verdict && tick.reason === last.reason)
      folded[folded.length - 1] = { ...last, through: tick.through, count: last.count + tick.count };
    else folded.push(tick);
  }
  return folded;
}
