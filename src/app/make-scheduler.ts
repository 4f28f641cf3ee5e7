import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Owner } from "../core/run.ts";
import { runSchedules } from "../scheduler/schedule-loop.ts";
import { Scheduler, type TickReport } from "../scheduler/scheduler.ts";
import type { Store } from "../store/store.ts";

export interface SchedulerParts {
  config: Config;
  store: Store;
  clock: Clock;
  events: EventBus;
  owner: Owner;
  actor: string;
}

/** What settles ticks, in its two ways of life. */
export interface TickingScheduler {
  /** Ticks until `signal` aborts. */
  run(life: { signal: AbortSignal; onQueued: () => void; onPass: () => void }): Promise<void>;
  /** One pass, as a crontab line makes it: it leaves word that this host ticks. */
  tickOnce(): Promise<TickReport>;
}

export function makeScheduler({ config, owner, actor, ...rooms }: SchedulerParts): TickingScheduler {
  const { host } = owner;
  const scheduler = new Scheduler({ ...rooms, environment: config.environment, host, actor });
  return {
    run: ({ signal, ...hooks }) => runSchedules({ ...rooms, ...hooks, scheduler, owner }, signal),
    async tickOnce() {
      const report = await scheduler.tick();
      const now = rooms.clock.now();
      // One row for each host: yesterday's minute is nobody's history.
      await rooms.store.beat({
        id: `tick on ${host}`,
        kind: "tick",
        queues: null,
        owner,
        startedAt: now,
        heartbeatAt: now,
        stoppedAt: null,
      });
      return report;
    },
  };
}
