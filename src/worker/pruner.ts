import type { Clock } from "../core/clock.ts";
import type { PruneRule, Store } from "../store/store.ts";

/** How long finished runs are kept, in ms, and how many at most. */
export interface Keep {
  runsMs: number;
  failuresMs: number;
  max: number;
}

const DAY_MS = 86_400_000;
/** Rows a batch: each is one transaction, and nobody should wait long behind it. */
const BATCH = 500;
/**
 * Rows at most behind a person's run: 2 or 3 seconds, once a day. A ledger that takes in less than this in a day stays
 * within its bounds; what is left goes tomorrow, by a worker, or by `errand prune`.
 */
const MOST_BY_THE_WAY = 20_000;

/** Where runs live and ticks fall due, nobody waits: some 5 ms of work at a time, a tenth of the time. */
const SMALL_BATCH = 100;
const PAUSE_MS = 50;

/** Deletes old finished runs: when a person says so, once a day behind a call, and beside the work of a process that lives long. */
export class Pruner {
  readonly #store: Pick<Store, "prune" | "claimChore">;
  readonly #clock: Clock;

  constructor(parts: { store: Pick<Store, "prune" | "claimChore">; clock: Clock }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
  }

  /** Deletes all that the rule lets go, in batches, or only counts it. Tells how many. */
  async prune(keep: Keep, { dryRun, most = Infinity }: { dryRun: boolean; most?: number }): Promise<number> {
    const rule = this.#rule(keep, dryRun);
    if (dryRun) return this.#store.prune(rule, Number.MAX_SAFE_INTEGER);
    let gone = 0;
    for (let batch = BATCH; batch === BATCH && gone < most; gone += batch)
      batch = await this.#store.prune(rule, BATCH);
    return gone;
  }

  /** Prunes if nobody did for a day. */
  async pruneIfDue(keep: Keep): Promise<void> {
    const due = await this.#store.claimChore("prune", this.#clock.now(), DAY_MS);
    if (due) await this.prune(keep, { dryRun: false, most: MOST_BY_THE_WAY });
  }

  /** Prunes if nobody did for `everyMs`: all that is to go, in small steps, until `stopped` aborts. */
  async pruneByAndBy(
    keep: Keep,
    { everyMs, stopped }: { everyMs: number; stopped: AbortSignal },
  ): Promise<void> {
    if (!(await this.#store.claimChore("prune", this.#clock.now(), everyMs))) return;
    const rule = this.#rule(keep, false);
    for (let batch = SMALL_BATCH; batch === SMALL_BATCH && !stopped.aborted;) {
      batch = await this.#store.prune(rule, SMALL_BATCH);
      await this.#clock.sleep(PAUSE_MS, { signal: stopped });
    }
  }

  #rule({ runsMs, failuresMs, max }: Keep, dryRun: boolean): PruneRule {
    const now = this.#clock.now();
    return { before: now - runsMs, failuresBefore: now - failuresMs, keep: max, dryRun };
  }
}
