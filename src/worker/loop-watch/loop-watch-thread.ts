import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../system-clock.ts";
import { askHolder } from "./ask-main.ts";
import type { LoopWatchOrder, WatchedCommand } from "./loop-watch.ts";
import { BEATS, IS_DOOMED, IS_OVER } from "./loop-watch.ts";

const LOOK_MS = 500;
/** Nobody is asked before that, in ms: a machine that slept, or is busy, is no stall. */
const STALL_MS = 2_000;
/** When what the end needs is loaded, in ms from the start: a deploy may replace the files later. */
const LOAD_AFTER_MS = 1_000;

const { cells, ...order } = workerData as LoopWatchOrder;
const commands = new Map<string, WatchedCommand>();
parentPort?.on("message", (told: WatchedCommand) => commands.set(told.command, told));

await systemClock.sleep(LOAD_AFTER_MS);
const { StalledWorker } = await import("./stalled-worker.ts");
const worker = new StalledWorker(order, commands);

for (let [seen, since] = [-1, 0]; Atomics.load(cells, IS_OVER) === 0;) {
  const beats = Atomics.load(cells, BEATS);
  if (beats !== seen) [seen, since] = [beats, systemClock.monotonic()];
  const standsMs = systemClock.monotonic() - since;
  if (standsMs >= STALL_MS && (await isToEnd(standsMs)) && Atomics.load(cells, BEATS) === beats) {
    Atomics.store(cells, IS_DOOMED, 1);
    await worker.end();
  }
  await systemClock.sleep(LOOK_MS);
}
parentPort?.close();

/** A ledger that does not answer now may answer at the next look. */
async function isToEnd(standsMs: number): Promise<boolean> {
  return worker.judge({ standsMs, holder: await askHolder() }).catch(() => false);
}
