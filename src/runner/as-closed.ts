import type { Run } from "../core/run.ts";
import { stateAfter } from "../core/transition.ts";
import type { Closing } from "../store/run-store.ts";

/** The run as its row is now; at an exit there is no time to read it. */
export function asClosed(run: Run, closing: Closing): Run {
  const { outcome, reason, exitCode, error, result, progress, finishedAt } = closing;
  return { ...run, state: stateAfter(outcome), reason, exitCode, error, result, progress, finishedAt };
}
