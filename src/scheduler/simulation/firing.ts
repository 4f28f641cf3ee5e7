import type { Schedule } from "../../core/schedule.ts";

/** One tick of the time that is simulated, and when its run would start: later by its share of the jitter. */
export interface Firing {
  schedule: Schedule;
  scheduledFor: number;
  startsAt: number;
}
