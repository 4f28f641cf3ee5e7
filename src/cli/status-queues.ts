import { styleText } from "node:util";
import { queueJson } from "./queue/queue-json.ts";
import { readQueues, type ListedQueue } from "./queue/read-queues.ts";
import { readWorkers } from "./queue/read-workers.ts";
import { pauseWord } from "./schedule/pause-word.ts";
import type { ErrandProcess } from "../store/work-store.ts";
import type { Shell } from "./shell.ts";
import { agoWord, plainWord } from "./words.ts";

/** How queues stand, and who works them. */
export interface QueueStatus {
  /** Those in which something waits or runs, or that rest. */
  queues: ListedQueue[];
  /** `errand work`; schedulers work too, and are told of where they tick. */
  workers: ErrandProcess[];
}

export async function readQueueStatus(shell: Shell): Promise<QueueStatus> {
  const queues = (await readQueues(shell)).filter(
    ({ facts }) => facts.waiting > 0 || facts.inHands > 0 || facts.pause !== null,
  );
  const workers = await readWorkers(shell);
  return { queues, workers: workers.filter(({ kind }) => kind === "worker") };
}

/** Something is due that nobody will take. */
export function hasUnworked({ queues }: QueueStatus): boolean {
  return queues.some(({ facts, workers }) => facts.due > 0 && facts.pause === null && workers.length === 0);
}

/** A line for each queue, empty when there is nothing to say. */
export function queueSection({ queues }: QueueStatus, now: number): string[] {
  if (queues.length === 0) return [];
  return [styleText("dim", "queues"), ...queues.map((queue) => `  ${plainWord(queueLine(queue, now))}`)];
}

function queueLine({ facts, workers }: ListedQueue, now: number): string {
  const { name, waiting, due, delayed, parked, stopped, inHands, oldestDueAt, pause } = facts;
  const oldest = oldestDueAt === null ? "" : `, the oldest ${agoWord(oldestDueAt, now)}`;
  const parts = [
    due > 0 ? `${due} due${oldest}` : "",
    delayed > 0 ? `${delayed} delayed` : "",
    parked > 0 ? `${parked} held back by a limit, a lock or another run` : "",
    stopped > 0 ? `${stopped} stopped by a failed run` : "",
  ].filter((part) => part !== "");
  const waits = waiting === 0 ? "nothing waits" : `${waiting} waiting (${parts.join("; ")})`;
  const rest = [
    inHands > 0 ? `${inHands} running` : "",
    pause === null ? "" : pauseWord(pause, now),
    pause === null && workers.length === 0 ? "nobody works it" : "",
  ].filter((part) => part !== "");
  return `${name}: ${[waits, ...rest].join(", ")}`;
}

/** Who works, and what; null when no `errand work` is there. */
export function describeWorkers({ workers }: QueueStatus, now: number): string | null {
  return workers.length === 0 ? null : workers.map((one) => wordWorker(one, now)).join("; ");
}

function wordWorker({ owner, queues, startedAt, heartbeatAt }: ErrandProcess, now: number): string {
  const what = queues === null ? "all queues" : queues;
  const since = `started ${agoWord(startedAt, now)}, heard of ${agoWord(heartbeatAt, now)}`;
  return `pid ${owner.pid} on ${owner.host} works ${what}, ${since}`;
}

export function queueStatusJson({ queues }: QueueStatus) {
  return { queues: queues.map(queueJson) };
}
