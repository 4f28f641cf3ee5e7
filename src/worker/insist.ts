import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";
import type { CommandStore } from "../runner/command-enqueue.ts";
import type { AttemptStore } from "../runner/run-attempt.ts";
import type { Store } from "../store/store.ts";

/** What a worker needs of the ledger for a run in its hands. */
export type RunStore = AttemptStore &
  CommandStore &
  Pick<Store, "begin" | "findSchedule" | "finishMany" | "release" | "withdraw">;

export interface InsistOptions {
  clock: Clock;
  /** Told of each try that failed. */
  onFailure: (error: unknown) => void;
  /** When it aborts, the next failure is the last: what is owed then is left to the rescuer. */
  until: AbortSignal;
}

const RETRY_MS = 1_000;

/**
 * A ledger whose last words are tried again until it takes them: a disk that is full for a minute must not leave a row
 * "running" for as long as its worker lives.
 */
export function insistOn(store: RunStore, options: InsistOptions): RunStore {
  return {
    ...store,
    finishMany: (closings) => insist(() => store.finishMany(closings), options),
    finish: (closing) => insist(() => store.finish(closing), options),
    release: (release) => insist(() => store.release(release), options),
    requeue: (closing, turn) => insist(() => store.requeue(closing, turn), options),
    withdraw: (withdrawal) => insist(() => store.withdraw(withdrawal), options),
  };
}

async function insist<Answer>(
  write: () => Promise<Answer>,
  { clock, onFailure, until }: InsistOptions,
): Promise<Answer> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      // Any other error is a defect, which time does not heal.
      if (until.aborted || !(error instanceof ErrandError)) throw error;
      onFailure(error);
      await clock.sleep(RETRY_MS, { signal: until });
    }
  }
}
