import type { BatchStore } from "../batch-store.ts";
import type { Connection } from "./connection.ts";
import { finish } from "./finish.ts";

export function batchVerbs(connection: Connection): BatchStore {
  return {
    async take(wish) {
      const { take } = await import("./claim/take.ts");
      return take(connection, wish);
    },
    async finishMany(closings) {
      return connection.write(() => closings.map((closing) => finish(connection, closing)));
    },
  };
}
