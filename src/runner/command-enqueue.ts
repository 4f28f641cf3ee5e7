import type { Enqueue } from "../command/enqueue.ts";
import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import type { Start } from "../core/workflow.ts";
import type { WorkflowHouse } from "../queue/workflow/start-workflow.ts";
import type { StepStore } from "../store/step-store.ts";
import type { EnqueueConfig, EnqueueHouse } from "../queue/enqueuer.ts";

/** What a command may write to the ledger. */
export type CommandStore = EnqueueHouse["store"] & StepStore & WorkflowHouse["store"];

/** Where what a command enqueues and keeps goes, and by which rules. */
export interface CommandLedger {
  config: EnqueueConfig;
  /** Opened when the command first wants it, where it lives in a process of its own. */
  store: () => CommandStore | Promise<CommandStore>;
  load?: EnqueueHouse["load"];
  /** Closes the rows of owners that died. Absent where a worker is near, which does so all the time. */
  rescue?: () => Promise<unknown>;
}

/** What a run tells of itself to those that it makes. */
type Starter = Pick<Run, "id" | "actor" | "host">;

/** A command's `enqueue`: what it makes are children of its run. Read late: most commands enqueue nothing. */
export function createEnqueue(run: Starter, ledger: CommandLedger, clock: Clock): Enqueue {
  const enqueue = async (command: unknown, args?: object, options?: object) => {
    const { enqueueAll } = await import("../queue/enqueuer.ts");
    const [enqueued] = await enqueueAll([{ command, args, options }], await houseOf(run, ledger, clock));
    return enqueued;
  };
  return enqueue as Enqueue;
}

/** A command's `start`, in the same way. */
export function createStart(run: Starter, ledger: CommandLedger, clock: Clock): Start {
  return async (workflow) => {
    const { startWorkflow } = await import("../queue/workflow/start-workflow.ts");
    return startWorkflow(workflow, await houseOf(run, ledger, clock));
  };
}

async function houseOf(
  { id: parentId, actor, host }: Starter,
  { config, store, load }: CommandLedger,
  clock: Clock,
) {
  return { config, store: await store(), clock, actor, host, parentId, load };
}
