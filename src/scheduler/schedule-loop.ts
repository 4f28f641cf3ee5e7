import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import { faultOf } from "../core/thrown.ts";
import type { Owner } from "../core/run.ts";
import type { Store } from "../store/store.ts";
import { Pulse } from "../worker/pulse.ts";
import type { Scheduler } from "./scheduler.ts";

export interface LoopHouse {
  scheduler: Scheduler;
  store: Pick<Store, "beat">;
  clock: Clock;
  events: EventBus;
  owner: Owner;
  /** Runs were queued. */
  onQueued: () => void;
  /** A pass is over, whatever it came to. */
  onPass: () => void;
}

/** How soon what another process changed is seen, in ms. */
const LOOK_EVERY_MS = 500;
/** How soon a ledger that does not answer is asked again, in ms. */
const RETRY_MS = 1_000;

/** Ticks until `signal` aborts. It sleeps to the next instant that is due, and by no error of the ledger's does it end. */
export async function runSchedules(house: LoopHouse, signal: AbortSignal): Promise<void> {
  const pulse = new Pulse(house, { kind: "scheduler", queues: null });
  let stalled = false;
  while (!signal.aborted) {
    try {
      await pulse.beatIfDue();
      const { settled, queued, next } = await house.scheduler.tick();
      if (queued > 0) house.onQueued();
      stalled = false;
      house.onPass();
      if (settled.length === 0) await house.scheduler.prepare();
      await sleepUntil(next, house, signal);
    } catch (error) {
      if (!stalled) house.events.emit({ type: "scheduler.stalled", why: faultOf(error) });
      stalled = true;
      await house.clock.sleep(RETRY_MS, { signal });
    }
  }
  await pulse.stop();
}

/** To the next due instant, or to the next look at what others changed; wall time is read again after every sleep. */
async function sleepUntil(next: number | null, { clock }: LoopHouse, signal: AbortSignal): Promise<void> {
  const left = next === null ? LOOK_EVERY_MS : next - clock.now();
  await clock.sleep(Math.min(LOOK_EVERY_MS, Math.max(0, left)), { signal });
}
