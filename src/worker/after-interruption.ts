import type { Schedule } from "../core/schedule.ts";

/** What becomes of a run that errand's own end cut short. Who does not catch up on a tick does not want its run later either. */
export function afterInterruption(schedule: Schedule | null): "requeue" | "finish" {
  return schedule?.catchUp.policy === "skip" ? "finish" : "requeue";
}
