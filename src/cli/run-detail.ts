import type { Attempt, Run } from "../core/run.ts";
import type { Failure } from "../store/failure-store.ts";
import type { Member } from "../store/workflow-store.ts";
import type { StartedOne } from "./started-workflows.ts";
import type { Wait } from "./show-wait.ts";

/** A run with all that hangs on it. */
export interface RunDetail {
  run: Run;
  attempts: Attempt[];
  /** What it takes to run it again: nothing, changed args, or what is not there any more. */
  again: "retry" | "edit" | "gone";
  /** What the inbox has of it; undefined when nobody had to be told. */
  failure: Failure | undefined;
  /** Why it stands in its queue; null when it does not. */
  wait: Wait | null;
  /** Undefined when it has none, or when that was pruned. */
  parent: Run | undefined;
  /** Runs that repeat it or were started from it, but for those of workflows. */
  children: Run[];
  /** Every run of its workflow, itself among them; empty when it is of none. */
  workflow: Member[];
  /** The ids of the workflows that it started, the oldest first, and the runs of the first few. */
  startedIds: string[];
  started: StartedOne[];
  /** Its last lines, worded. */
  tail: string[];
}
