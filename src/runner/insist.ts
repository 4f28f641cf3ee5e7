import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";

export interface InsistOptions {
  clock: Clock;
  /** Told of each try that failed. */
  onFailure: (error: ErrandError) => void;
  /** When it aborts, the next failure is the last. */
  until: AbortSignal;
}

const RETRY_MS = 1_000;

/** Writes until the ledger takes it: what is full or locked now may have room in a minute. */
export async function insist<Answer>(
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
