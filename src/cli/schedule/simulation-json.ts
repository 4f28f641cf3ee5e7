import type { Simulation } from "../../scheduler/simulation/simulate.ts";
import { iso } from "../../core/run-json.ts";

/** Everything that a simulation found, times in ISO 8601 UTC. */
export function simulationJson({ firings, clockHits, herds, overlaps, to }: Simulation, from: number) {
  return {
    from: iso(from),
    to: iso(to),
    firings: firings.map(({ schedule, scheduledFor, startsAt }) => ({
      scheduleId: schedule.id,
      scheduledFor: iso(scheduledFor),
      startsAt: iso(startsAt),
    })),
    clockChanges: clockHits.map(({ schedule, transition, effect }) => ({
      scheduleId: schedule.id,
      at: iso(transition.at),
      effect,
    })),
    herds: herds.map(({ at, times, ids }) => ({ at: iso(at), times, count: ids.length, scheduleIds: ids })),
    overlaps: overlaps.map(({ at, ...overlap }) => ({ ...overlap, at: iso(at) })),
  };
}
