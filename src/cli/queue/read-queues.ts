import type { QueueRules } from "../../config/shape.ts";
import { DEFAULT_QUEUE, UNLIMITED } from "../../core/queue.ts";
import { liveness } from "../../runner/process-identity.ts";
import type { QueueFacts } from "../../store/queue-store.ts";
import type { ErrandProcess } from "../../store/work-store.ts";
import { findWorkers } from "../../worker/presence.ts";
import type { Shell } from "../shell.ts";
import { readWorkers } from "./read-workers.ts";

/** A queue as it stands, its rules, and who takes runs out of it. */
export interface ListedQueue {
  facts: QueueFacts;
  rules: QueueRules;
  workers: ErrandProcess[];
}

/** Every queue in which something waits or runs, that rests, or that the config names, by name. */
export async function readQueues(shell: Shell): Promise<ListedQueue[]> {
  const [{ store }, config] = [await shell.app(), await shell.config()];
  const now = shell.host.clock.now();
  const known = new Map((await store.queues(now)).map((facts) => [facts.name, facts]));
  const routed = config.routes.map(([, queue]) => queue);
  const names = [...known.keys(), ...Object.keys(config.queues), ...routed, DEFAULT_QUEUE];
  const workers = await readWorkers(shell);
  return [...new Set(names)].toSorted().map((name) => ({
    facts: known.get(name) ?? emptyQueue(name),
    rules: config.queues[name] ?? { weight: 1, limit: UNLIMITED },
    workers: findWorkers(workers, { now, judge: liveness }, name),
  }));
}

function emptyQueue(name: string): QueueFacts {
  const none = { waiting: 0, due: 0, delayed: 0, parked: 0, stopped: 0, inHands: 0 };
  return { name, ...none, oldestDueAt: null, pause: null };
}
