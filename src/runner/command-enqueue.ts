import type { Enqueue } from "../command/enqueue.ts";
import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import type { EnqueueConfig, EnqueueHouse } from "../queue/enqueuer.ts";

/** Where what a command enqueues goes, and by which rules. */
export interface CommandLedger {
  config: EnqueueConfig;
  /** Opened by the first that is enqueued, where the command lives in a process of its own. */
  store: () => EnqueueHouse["store"] | Promise<EnqueueHouse["store"]>;
}

/** A command's `enqueue`: what it makes are children of its run. Read late: most commands enqueue nothing. */
export function createEnqueue(
  run: Pick<Run, "id" | "actor" | "host">,
  { config, store }: CommandLedger,
  clock: Clock,
): Enqueue {
  const enqueue = async (command: unknown, args?: object, options?: object) => {
    const { enqueueAll } = await import("../queue/enqueuer.ts");
    const { id: parentId, actor, host } = run;
    const house = { config, store: await store(), clock, actor, host, parentId };
    const [enqueued] = await enqueueAll([{ command, args, options }], house);
    return enqueued;
  };
  return enqueue as Enqueue;
}
