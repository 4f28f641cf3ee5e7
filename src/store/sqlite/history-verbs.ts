import type { HistoryStore } from "../history-store.ts";
import { attemptsOf } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { countRuns } from "./count-runs.ts";
import { latestRuns } from "./latest-runs.ts";
import { readOutput } from "./output.ts";
import { findRun, findRunsByPrefix } from "./runs.ts";

export function historyVerbs(connection: Connection): HistoryStore {
  return {
    async findRun(id) {
      return connection.read(() => findRun(connection, id));
    },
    async findRunsByPrefix(prefix, limit) {
      return connection.read(() => findRunsByPrefix(connection, prefix, limit));
    },
    async attempts(runId) {
      return connection.read(() => attemptsOf(connection, runId));
    },
    async listRuns(filter, page) {
      const { listRuns } = await import("./list-runs.ts");
      return connection.read(() => listRuns(connection, filter, page));
    },
    async readOutput(ref, from, maxBytes) {
      return connection.read(() => readOutput(connection, ref, { from, maxBytes }));
    },
    async latestRuns() {
      return connection.read(() => latestRuns(connection));
    },
    async countRuns(filter) {
      return connection.read(() => countRuns(connection, filter));
    },
  };
}
