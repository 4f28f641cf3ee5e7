import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../system-clock.ts";
import { askHolder } from "./ask-holder.ts";
import type { LoopWatchOrder, WatchedCommand } from "./loop-watch.ts";
import { BEATS, IS_DOOMED, IS_OVER } from "./loop-watch.ts";

const LOOK_MS = 500;
/** Looks in a row without a turn of the loop before anybody is asked: a machine that slept, or is busy, is no stall. */
const LOOKS_OF_A_STALL = 4;
/** When what the end needs is loaded, in ms from the start: a deploy may replace the files later. */
const LOAD_AFTER_MS = 1_000;

const { cells, ...order } = workerData as LoopWatchOrder;
const commands = new Map<string, WatchedCommand>();
parentPort?.on("message", (told: WatchedCommand) => commands.set(told.command, told));

await systemClock.sleep(LOAD_AFTER_MS);
const { StalledWorker } = await import("./stalled-worker.ts");
const worker = new StalledWorker(order, commands);

for (let seen = -1, looks = 0; Atomics.load(cells, IS_OVER) === 0;) {
  await systemClock.sleep(LOOK_MS);
  const beats = Atomics.load(cells, BEATS);
  looks = beats === seen ? looks + 1 : 0;
  seen = beats;
  if (looks >= LOOKS_OF_A_STALL && (await isToEnd(looks * LOOK_MS)) && Atomics.load(cells, BEATS) === beats) {
    Atomics.store(cells, IS_DOOMED, 1);
    await worker.end();
  }
}
parentPort?.close();

/** A ledger that does not answer now may answer at the next look. */
async function isToEnd(standsMs: number): Promise<boolean> {
  return worker.judge({ standsMs, holder: await askHolder() }).catch(() => false);
}
