import type { BatchStore } from "./batch-store.ts";
import type { FailureStore } from "./failure-store.ts";
import type { HistoryStore } from "./history-store.ts";
import type { NoticeStore } from "./notice-store.ts";
import type { QueueStore } from "./queue-store.ts";
import type { RunStore } from "./run-store.ts";
import type { ScheduleStore } from "./schedule-store.ts";
import type { StepStore } from "./step-store.ts";
import type { WorkflowStore } from "./workflow-store.ts";
import type { WorkStore } from "./work-store.ts";

/**
 * The ledger behind every room: verbs of the domain, plain data. Each method is one transaction. No method reads
 * a clock: callers pass epoch ms. Every engine passes `test/store/conformance.ts`.
 *
 * Errors: `store_unavailable`, `store_corrupt` and `store_newer` of the catalogue; nothing else is thrown for a
 * database that does not do as it is told.
 */
export interface Store
  extends
    RunStore,
    HistoryStore,
    ScheduleStore,
    QueueStore,
    WorkStore,
    BatchStore,
    FailureStore,
    NoticeStore,
    StepStore,
    WorkflowStore {
  /**
   * Deletes final runs with all that hangs on them, oldest first, `limit` at most; tells how many. Never a live one.
   * Ticks that did not run go by the same ages, missed ones by that of failures, and processes that fell silent.
   * A run whose failure is open is not too old; but where there are too many runs, it goes like any other.
   */
  prune(rule: PruneRule, limit: number): Promise<number>;

  /** True for one caller per `everyMs`: the chore is due and the caller does it. */
  claimChore(name: string, now: number, everyMs: number): Promise<boolean>;

  /** Who did what to the ledger by hand. */
  recordAudit(entry: AuditEntry): Promise<void>;

  /** Facts for `doctor`; reads the whole file when `deep`. */
  inspect(deep: boolean): Promise<StoreFacts>;

  /** Copies the whole ledger, consistent at one moment, to `file`, which must not exist. */
  backup(file: string): Promise<void>;

  close(): void;
}

export interface PruneRule {
  /** Finished before this: deleted. Failures (failed, timed_out, lost) have a date of their own. */
  before: number;
  failuresBefore: number;
  /** Keep at most so many final runs, the newest. */
  keep: number;
  /** Only count, delete nothing. */
  dryRun: boolean;
}

export interface AuditEntry {
  at: number;
  actor: string;
  action: string;
  target: string;
  note: string | null;
}

export interface StoreFacts {
  engine: string;
  location: string;
  schemaVersion: number;
  bytes: number;
  runs: number;
  /** Empty when the check finds nothing wrong. */
  problems: string[];
}
