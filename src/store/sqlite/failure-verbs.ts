import type { FailureStore } from "../failure-store.ts";
import type { Connection } from "./connection.ts";

export function failureVerbs(connection: Connection): FailureStore {
  return {
    async failures(filter, page) {
      const { listFailures } = await import("./failures.ts");
      return connection.read(() => listFailures(connection, filter, page));
    },
    async failureGroups(filter) {
      const { listFailureGroups } = await import("./failures.ts");
      return connection.read(() => listFailureGroups(connection, filter));
    },
    async findFailure(runId) {
      const { findFailure } = await import("./failures.ts");
      return connection.read(() => findFailure(connection, runId));
    },
    async closeFailures(runIds, by) {
      const { closeFailures } = await import("./close-failures.ts");
      return connection.write(() => closeFailures(connection, runIds, by));
    },
    async retryFailures(retries, by) {
      const { retryFailures } = await import("./retry-failures.ts");
      return connection.write(() => retryFailures(connection, retries, by));
    },
  };
}
