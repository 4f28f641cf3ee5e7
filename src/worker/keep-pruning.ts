import type { Clock } from "../core/clock.ts";
import type { Keep, Pruner } from "./pruner.ts";

/** How often a process that lives long looks whether old runs are to go, in ms. */
const LOOK_EVERY_MS = 3_600_000;

export interface KeepPruningParts {
  pruner: Pick<Pruner, "pruneByAndBy">;
  /** As the config says at the time. */
  keep: () => Keep;
  clock: Clock;
}

/** Prunes at once and then every hour, until `stopped` aborts. A ledger that cannot be tidied now will be in an hour. */
export async function keepPruning(
  { pruner, keep, clock }: KeepPruningParts,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      await pruner.pruneByAndBy(keep(), { everyMs: LOOK_EVERY_MS, stopped });
    } catch {
      // `errand doctor` tells what is wrong with the ledger; this process has runs to live.
    }
    await clock.sleep(LOOK_EVERY_MS, { signal: stopped, background: true });
  }
}
