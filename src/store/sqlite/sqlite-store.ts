import type { Store } from "../store.ts";
import { recordAudit } from "./audit.ts";
import { backUp } from "./back-up.ts";
import { batchVerbs } from "./batch-verbs.ts";
import { claimChore } from "./chores.ts";
import type { Connection } from "./connection.ts";
import { failureVerbs } from "./failure-verbs.ts";
import { historyVerbs } from "./history-verbs.ts";
import { inspect } from "./inspect.ts";
import { noticeVerbs } from "./notice-verbs.ts";
import { prune } from "./prune.ts";
import { queueVerbs } from "./queue-verbs.ts";
import { runVerbs } from "./run-verbs.ts";
import { scheduleVerbs } from "./schedule-verbs.ts";
import { stepVerbs } from "./step-verbs.ts";
import { workflowVerbs } from "./workflow-verbs.ts";
import { workVerbs } from "./work-verbs.ts";

/**
 * The ledger in one SQLite file, over a connection whose schema is up to date. Each verb is one transaction; SQLite
 * answers at once, so the promises are settled ones.
 */
export function createSqliteStore(connection: Connection): Store {
  return {
    ...runVerbs(connection),
    ...historyVerbs(connection),
    ...scheduleVerbs(connection),
    ...queueVerbs(connection),
    ...workVerbs(connection),
    ...failureVerbs(connection),
    ...batchVerbs(connection),
    ...noticeVerbs(connection),
    ...stepVerbs(connection),
    ...workflowVerbs(connection),
    async prune(rule, limit) {
      return prune(connection, rule, limit);
    },
    async claimChore(name, now, everyMs) {
      return claimChore(connection, name, now, everyMs);
    },
    async recordAudit(entry) {
      connection.write(() => recordAudit(connection, entry));
    },
    async inspect(deep) {
      return connection.read(() => inspect(connection, deep));
    },
    async backup(file) {
      await backUp(connection, file);
    },
    close() {
      connection.close();
    },
  };
}
