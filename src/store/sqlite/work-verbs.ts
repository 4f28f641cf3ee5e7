import type { WorkStore } from "../work-store.ts";
import type { Connection } from "./connection.ts";
import { version } from "./version.ts";

export function workVerbs(connection: Connection): WorkStore {
  return {
    async claim(wish) {
      const { claim } = await import("./claim/claim.ts");
      return claim(connection, wish);
    },
    async countStart(ref, at) {
      const { countStart, isCounted } = await import("./rates.ts");
      // Most runs are under no rate, and then this look is all that they pay.
      if (!connection.read(() => isCounted(connection, ref))) return;
      connection.write(() => countStart(connection, ref, at));
    },
    async release(release) {
      const give = await import("./give-back.ts");
      return connection.write(() => give.release(connection, release));
    },
    async requeue(closing, turn) {
      const { requeue } = await import("./give-back.ts");
      return connection.write(() => requeue(connection, closing, turn));
    },
    async nextRunAfter(now) {
      const { nextRunAfter } = await import("./claim/claim.ts");
      return connection.read(() => nextRunAfter(connection, now));
    },
    version() {
      return version(connection);
    },
    async beat(process) {
      const { beat } = await import("./processes.ts");
      connection.write(() => beat(connection, process));
    },
    async processes({ since }) {
      const { listProcesses } = await import("./processes.ts");
      return connection.read(() => listProcesses(connection, since));
    },
  };
}
