import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";

export interface InsistOptions {
  clock: Clock;
  /** Told of each try that failed. */
  onFailure: (error: ErrandError) => void;
  /** When it aborts, the next failure is the last. Asked for at the first failure. */
  readonly until: AbortSignal;
}

const RETRY_MS = 1_000;

/** Writes until the ledger takes it: what is full or locked now may have room in a minute. */
export async function insist<Answer>(write: () => Promise<Answer>, options: InsistOptions): Promise<Answer> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      // Any other error is a defect, which time does not heal.
      if (options.until.aborted || !(error instanceof ErrandError)) throw error;
      options.onFailure(error);
      await options.clock.sleep(RETRY_MS, { signal: options.until });
    }
  }
}
