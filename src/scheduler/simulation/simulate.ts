import type { Schedule } from "../../core/schedule.ts";
import { DueQueue } from "../due-queue.ts";
import type { Firing } from "./firing.ts";
import { findHerds, type Herd } from "./find-herds.ts";
import { predictOverlaps, type PredictedOverlap } from "./predict-overlaps.ts";
import { clockChangePolicies } from "../timetable/read-rule.ts";
import { delayOf, timetableOf } from "../timetable/timetable.ts";
import { transitionsWithin, type TransitionEffect } from "../timetable/transitions.ts";

/** A change of the clocks that meets a tick with a fixed time of day. */
export interface ClockHit extends TransitionEffect {
  schedule: Schedule;
}

export interface Simulation {
  /** In the order in which they start. */
  firings: Firing[];
  clockHits: ClockHit[];
  herds: Herd[];
  overlaps: PredictedOverlap[];
  /** The instant before which it ended: earlier than asked for when there were more firings than that. */
  to: number;
}

export interface SimulationRequest {
  /** Each with an id of its own. */
  schedules: readonly Schedule[];
  /** Ticks from `from` on and before `to`, epoch ms. */
  from: number;
  to: number;
  /** How long a run of a schedule takes, in ms, by id, where that is known. */
  durations: ReadonlyMap<string, number>;
  /** So many starts in one minute are a herd. */
  herd: number;
  /** It ends early when there are so many firings. */
  most: number;
}

/** What would run when. Pure: nothing runs and nothing is written; pauses are for those who read it to know. */
export function simulate(request: SimulationRequest): Simulation {
  const { firings, to } = fire(request);
  const started = firings.sort(byStart);
  return {
    firings: started,
    clockHits: request.schedules.flatMap((schedule) =>
      clockHits(schedule, { after: request.from - 1, until: to - 1 }),
    ),
    herds: findHerds(started, request.herd),
    overlaps: predictOverlaps(started, request.durations),
    to,
  };
}

function fire({ schedules, from, to, most }: SimulationRequest): { firings: Firing[]; to: number } {
  const sources = new Map(
    schedules.map((schedule) => [
      schedule.id,
      { schedule, timetable: timetableOf(schedule), delay: delayOf(schedule) },
    ]),
  );
  const queue = new DueQueue();
  for (const [id, { timetable }] of sources) queue.set(id, timetable.next(from - 1));
  const firings: Firing[] = [];
  for (let at = queue.nextAt; at !== null && at < to; at = queue.nextAt) {
    if (firings.length >= most) return { firings, to: at };
    for (const id of queue.due(at)) {
      const source = sources.get(id);
      if (!source) continue;
      const { schedule, timetable, delay } = source;
      firings.push({ schedule, scheduledFor: at, startsAt: at + delay });
      queue.set(id, timetable.next(at));
    }
  }
  return { firings, to };
}

function byStart(a: Firing, b: Firing): number {
  return a.startsAt - b.startsAt || (a.schedule.id < b.schedule.id ? -1 : 1);
}

/** What follows real time is where it should be, whatever the clocks show. */
function clockHits(schedule: Schedule, span: { after: number; until: number }): ClockHit[] {
  const { gap, fold } = clockChangePolicies(schedule.rule);
  if (gap === "skip" && fold === "both" && schedule.gap === gap && schedule.fold === fold) return [];
  return transitionsWithin(schedule, span)
    .filter(({ effect }) => effect !== "none")
    .map((effect) => ({ ...effect, schedule }));
}
