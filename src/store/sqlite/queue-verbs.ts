import type { QueueStore } from "../queue-store.ts";
import type { Connection } from "./connection.ts";

export function queueVerbs(connection: Connection): QueueStore {
  return {
    async enqueue(jobs, by) {
      const { enqueue } = await import("./enqueue.ts");
      return connection.write(() => enqueue(connection, jobs, by));
    },
    async pauseQueue(name, pause) {
      const { pauseQueue } = await import("./queues.ts");
      connection.write(() => pauseQueue(connection, name, pause));
    },
    async resumeQueue(name) {
      const { resumeQueue } = await import("./queues.ts");
      return connection.write(() => resumeQueue(connection, name));
    },
    async queues(now) {
      const { listQueues } = await import("./queues.ts");
      return connection.read(() => listQueues(connection, now));
    },
  };
}
