import { parseWeights } from "../core/queue-weights.ts";
import type { Owner } from "../core/run.ts";
import type { ErrandProcess } from "../store/work-store.ts";

/** A crontab line ticks once a minute; one that has not for twice as long does not tick. */
const TICK_SILENCE_MS = 120_000;
/** A process says every ten seconds that it goes on; one that has not for so long hangs, though it may live. */
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
  return now - heartbeatAt < PROCESS_SILENCE_MS && judge(owner) !== "dead";
}

/** Whether a long-lived process lives on this host and does nothing any more: it is stopped, or its thread is kept. */
export function hangs(process: ErrandProcess, by: Judgement): boolean {
  const { kind, owner, stoppedAt } = process;
  return kind !== "tick" && stoppedAt === null && !isThere(process, by) && by.judge(owner) === "alive";
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
