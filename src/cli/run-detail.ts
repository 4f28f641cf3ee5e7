import type { Attempt, Run } from "../core/run.ts";

/** A run with all that hangs on it. */
export interface RunDetail {
  run: Run;
  attempts: Attempt[];
  /** Undefined when it has none, or when that was pruned. */
  parent: Run | undefined;
  /** Runs that repeat it or were started from it. */
  children: Run[];
  /** Its last lines, worded. */
  tail: string[];
}
