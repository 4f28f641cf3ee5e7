import type { Run } from "../core/run.ts";
import type { NewJob } from "./queue-store.ts";

/**
 * Verbs of workflows: runs that wait for each other. A run starts when all that it needs has succeeded, with their results
 * in its args where those have places for them (`core/reference.ts`). When one of them ends otherwise it stays queued,
 * its reason names that run, and a retry of that run takes its place. Who discards its failure (`closeFailures`) cancels
 * all that waits for it, straight or through others.
 */
export interface WorkflowStore {
  /**
   * Writes the runs of a workflow down, all of them or none: those that need nothing due, the others parked.
   * @throws RangeError for a need that is no member before it.
   */
  enqueueWorkflow(members: NewMember[], by: { host: string; now: number }): Promise<void>;

  /** Every run of a workflow, also those that were repeated, in the order in which they were asked for. */
  workflow(id: string): Promise<Member[]>;

  /** Cancels every run of a workflow that nobody has in hand. Returns the ids of those that are live still. */
  withdrawWorkflow(id: string, cancel: { reason: string; now: number }): Promise<string[]>;
}

/** A run of a workflow that is asked for. `workflowId` of its job is that of the others. */
export interface NewMember {
  job: NewJob;
  /** Ids of the runs that must have succeeded. */
  needs: string[];
  /** When it may start once they have; of one that needs nothing, its job's `waiting` says all. */
  turn: Turn;
}

export interface Turn {
  /** Epoch ms. */
  notBefore: number | null;
  delayMs: number;
  /** Ms that it may wait from then on. */
  expiresInMs: number | null;
}

export interface Member {
  run: Run;
  needs: { runId: string; isMet: boolean }[];
}
