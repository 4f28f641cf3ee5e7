import type { Config } from "../config.ts";

/**
 * Claims queued runs of the ledger, as many as may run at once, and lives each in a child process or as a program.
 * Any number of dispatchers may share a ledger. It never ends by a run's fault, nor by a ledger that does not answer.
 */
export interface Dispatcher {
  /** Begins to claim, and keeps a spare child ready. */
  start(): void;
  /** Something may have been queued by this very process; what others queue is seen within 250 ms. */
  wake(): void;
  /** How many runs are in hand now, those that are still being prepared included. */
  readonly active: number;
  /** Resolves when nothing is in hand and nothing queued may start now: what a single pass waits for. */
  whenIdle(): Promise<void>;
  /**
   * Claims no more, and resolves when nothing is in hand. Running ones may end within `graceMs`; then they are told to
   * stop, and ended by force after their `killAfter`. Asked again, it ends them now. Spare children are gone then too.
   */
  drain(options: { graceMs: number }): Promise<void>;
  /** From now on runs are started by this config. */
  reconfigure(config: Config): void;
}
