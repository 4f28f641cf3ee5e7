import type { Pause, RegisteredSchedule, Schedule } from "../../core/schedule.ts";
import { isDue, nearestTicks } from "../timetable/nearest-ticks.ts";
import { isActiveIn, pauseAt } from "./next-tick.ts";
import { describeSilence, type Ticking } from "./ticking.ts";
import type { Timetable } from "../timetable/timetable.ts";
import type { Why } from "./why.ts";

/** What is known of a schedule when somebody asks. */
export interface WhyFacts {
  schedule: Schedule;
  /** Null while nothing ever registered it. */
  state: RegisteredSchedule | null;
  timetable: Timetable;
  /** How late each of its starts is on purpose, in ms. */
  delayMs: number;
  environment: string;
  ticking: Ticking;
  now: number;
}

type Answer = Pick<Why, "verdict" | "reason">;

/** Why there is no settled tick at an instant: the first of the answers that holds. */
export function whyUnsettled(instant: number, facts: WhyFacts): Why {
  const answer = answerBy(facts) ?? answerIn(facts.state, instant) ?? answerAt(instant, facts);
  const one = { scheduledFor: instant, through: instant, count: 1 };
  return { scheduleId: facts.schedule.id, ...one, ...answer, runId: null };
}

function answerBy({ schedule, state }: WhyFacts): Answer | null {
  if (state !== null) return null;
  return notDue(`not registered yet: nothing has ticked since it was written in ${schedule.place}`);
}

/** An instant before or after the time in which the ledger knows the schedule as it is. */
function answerIn(state: WhyFacts["state"], instant: number): Answer | null {
  if (state === null) return null;
  const { registeredAt, removedAt } = state;
  if (instant <= registeredAt)
    return notDue(
      `not registered then: nothing is due before ${iso(registeredAt)}, when it was first seen or its times last changed`,
    );
  if (removedAt !== null && instant > removedAt) return notDue(`it was removed at ${iso(removedAt)}`);
  return null;
}

function answerAt(instant: number, facts: WhyFacts): Answer {
  const { state, timetable, now } = facts;
  if (!isDue(timetable, instant)) return notDue(`not due: ${wordNearest(timetable, instant)}`);
  if (state !== null && instant <= state.watermark)
    return {
      verdict: "unknown",
      reason: "it was settled, and its row is gone: pruned, or due by other times than now",
    };
  const rest = wordRest(instant, facts);
  if (rest !== null) return { verdict: "pending", reason: `to be skipped: ${rest}` };
  return { verdict: "pending", reason: instant > now ? "it is to come" : wordWait(instant, facts) };
}

function notDue(reason: string): Answer {
  return { verdict: "not_due", reason };
}

function wordNearest(timetable: Timetable, instant: number): string {
  const { before, after } = nearestTicks(timetable, instant);
  if (before !== null && after !== null) return `the nearest ticks are ${iso(before)} and ${iso(after)}`;
  if (after !== null) return `the first tick is ${iso(after)}`;
  return before === null ? "it has no ticks" : `the last tick was ${iso(before)}`;
}

/** Why a due tick will be skipped, as things stand. */
function wordRest(instant: number, { schedule, state, environment }: WhyFacts): string | null {
  if (!isActiveIn(schedule, environment))
    return `only in ${schedule.environments.join(", ")}, and this is ${environment}`;
  const pause = state && pauseAt(state, instant);
  return pause && wordPause(pause);
}

function wordPause({ by, until, reason }: Pause): string {
  const end = until === null ? "" : ` until ${iso(until)}`;
  return `paused by ${by}${end}${reason === null ? "" : `: ${reason}`}`;
}

function wordWait(instant: number, { delayMs, ticking, now }: WhyFacts): string {
  if (instant + delayMs > now) return `its jitter puts it off until ${iso(instant + delayMs)}`;
  return describeSilence(ticking) ?? "due, and about to be settled";
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
