import type { EnqueuedRun } from "../command/enqueue.ts";
import type { Wish } from "../queue/enqueuer.ts";
import type { Enqueuer } from "./shape.ts";

/** Both ways to ask for runs, made of the one that takes all of them. */
export function enqueuer(all: (wishes: Wish[]) => Promise<EnqueuedRun[]>): Omit<Enqueuer, "start"> {
  const one = async (command: unknown, args?: object, options?: object): Promise<EnqueuedRun | undefined> =>
    (await all([{ command, args, options }]))[0];
  return {
    enqueue: one as Enqueuer["enqueue"],
    enqueueMany: (wishes) => all([...wishes]),
  };
}
