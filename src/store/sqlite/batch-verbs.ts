import type { BatchStore } from "../batch-store.ts";
import type { Connection } from "./connection.ts";

export function batchVerbs(connection: Connection): BatchStore {
  return {
    expectMuch() {
      connection.alone(() => connection.script(MUCH));
    },
    tidyUp() {
      connection.alone(() => connection.script("pragma wal_checkpoint(passive)"));
    },
    async take(wish) {
      const { take } = await import("./claim/take.ts");
      return take(connection, wish);
    },
    async finishMany(closings) {
      const { finishMany } = await import("./finish-many.ts");
      return connection.write(() => finishMany(connection, closings));
    },
    async requeueMany(requeues) {
      const { requeue } = await import("./give-back.ts");
      return connection.write(() => requeues.map(({ closing, turn }) => requeue(connection, closing, turn)));
    },
  };
}

/** 32 MB of pages in memory, and a write-ahead log of 8 MB: a short call would pay for its length at its start. */
const MUCH = "pragma cache_size = -32768; pragma wal_autocheckpoint = 2000";
