import type { Enqueue } from "../command/enqueue.ts";
import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import type { StepStore } from "../store/step-store.ts";
import type { EnqueueConfig, EnqueueHouse } from "../queue/enqueuer.ts";

/** What a command may write to the ledger. */
export type CommandStore = EnqueueHouse["store"] & StepStore;

/** Where what a command enqueues and keeps goes, and by which rules. */
export interface CommandLedger {
  config: EnqueueConfig;
  /** Opened when the command first wants it, where it lives in a process of its own. */
  store: () => CommandStore | Promise<CommandStore>;
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
