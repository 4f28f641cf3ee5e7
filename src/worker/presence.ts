import { parseWeights } from "../core/queue-weights.ts";
import type { Owner } from "../core/run.ts";
import type { ErrandProcess } from "../store/work-store.ts";

/** A crontab line ticks once a minute; one that has not for twice as long does not tick. */
const TICK_SILENCE_MS = 120_000;
/** A process on another host is seen by its heartbeat alone, one each half minute at most. */
const PROCESS_SILENCE_MS = 90_000;

/** By what a process is judged to be there. */
export interface Judgement {
  now: number;
  judge: (owner: Owner) => "alive" | "dead" | "unknown";
}

/** Whether a long-lived process is there, or a crontab line that comes again. */
export function isThere(
  { kind, owner, stoppedAt, heartbeatAt }: ErrandProcess,
  { now, judge }: Judgement,
): boolean {
  // Its process ended long ago, as it should: the next minute brings the next one.
  if (kind === "tick") return now - heartbeatAt < TICK_SILENCE_MS;
  if (stoppedAt !== null) return false;
  const state = judge(owner);
  return state === "unknown" ? now - heartbeatAt < PROCESS_SILENCE_MS : state === "alive";
}

/** Those that are there and take runs out of a queue; without one, out of any. */
export function findWorkers(
  processes: readonly ErrandProcess[],
  by: Judgement,
  queue?: string,
): ErrandProcess[] {
  return processes.filter(
    (process) => isThere(process, by) && (queue === undefined || serves(process, queue)),
  );
}

function serves({ queues }: ErrandProcess, queue: string): boolean {
  return queues === null || Object.hasOwn(parseWeights(queues) ?? {}, queue);
}
