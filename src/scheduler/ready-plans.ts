import type { RegisteredSchedule } from "../core/schedule.ts";
import type { Plan } from "./plan.ts";

interface ReadyPlan {
  state: RegisteredSchedule;
  /** The instant for which it was made, epoch ms. */
  at: number;
  plan: Plan;
}

/** A pass that comes later than this plans anew, in ms: what is late may have to be caught up with. */
const GOOD_FOR_MS = 1_000;

/** What schedules come to at an instant that is ahead. A plan counts for the state that it was made from, and once. */
export class ReadyPlans {
  readonly #plans = new Map<string, ReadyPlan>();

  /** In place of all that were kept. */
  keep(plans: readonly ReadyPlan[]): void {
    this.#plans.clear();
    for (const ready of plans) this.#plans.set(ready.state.schedule.id, ready);
  }

  take(state: RegisteredSchedule, now: number): Plan | undefined {
    const ready = this.#plans.get(state.schedule.id);
    this.#plans.delete(state.schedule.id);
    if (ready?.state !== state || ready.plan.settlement?.from !== state.watermark) return undefined;
    return ready.at <= now && now - ready.at <= GOOD_FOR_MS ? ready.plan : undefined;
  }
}
