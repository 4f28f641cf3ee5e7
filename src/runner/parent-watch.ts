import { extname } from "node:path";
import { SHARE_ENV, Worker } from "node:worker_threads";

/**
 * Watches from a thread whether the process that forked this one lives: a main thread that never yields cannot hear
 * that its wire broke. All that the run started ends with it.
 */
export function watchParent(): void {
  // The thread's file is a sibling of this one, in `src` and in `dist`.
  const file = new URL(`./parent-watch-thread${extname(import.meta.filename)}`, import.meta.url);
  // The run's id comes into the environment later. The thread does next to nothing, and should weigh as much.
  const thread = new Worker(file, {
    workerData: { parent: process.ppid },
    env: SHARE_ENV,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
  // Without it the wire still tells of the parent's end to all but those who never yield.
  thread.on("error", () => undefined);
}
