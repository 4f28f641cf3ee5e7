import { extname } from "node:path";
import { SHARE_ENV, Worker } from "node:worker_threads";
import type { StandOrder } from "./pool/stand-teller.ts";

export interface ParentWatchOrder {
  parent: number;
  /** Null: it lives a single run. */
  stand: StandOrder | null;
}

/**
 * Watches from a thread whether the process that forked this one lives: a main thread that never yields cannot hear
 * that its wire broke. All that the run started ends with it. The same thread tells of runs of a pool's child that go on for long.
 */
export function watchParent(stand: StandOrder | null = null): void {
  // The thread's file is a sibling of this one, in `src` and in `dist`.
  const file = new URL(`./parent-watch-thread${extname(import.meta.filename)}`, import.meta.url);
  // The run's id comes into the environment later. The thread does next to nothing, and should weigh as much.
  const thread = new Worker(file, {
    workerData: { parent: process.ppid, stand } satisfies ParentWatchOrder,
    env: SHARE_ENV,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
  // Without it the wire still tells of the parent's end to all but those who never yield.
  thread.on("error", () => undefined);
}
