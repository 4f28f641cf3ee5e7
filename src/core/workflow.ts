// Two copies of errand can meet in one process: a command's, and that which runs it.
export const WORKFLOW_KIND: unique symbol = Symbol.for("errand.workflow");

/**
 * Runs that belong together: one job, a chain, or a group. `result` stands in the args of later jobs for what it will
 * have returned: that of a chain is that of its last part, that of a group has one for each part.
 */
export interface Workflow<Result = unknown> {
  readonly [WORKFLOW_KIND]: "job" | "chain" | "group";
  readonly result: Result;
}

/** A workflow that was written down. As an interface it would be no JSON to TypeScript, and no step could return it. */
export type StartedWorkflow = {
  /** What `errand history --workflow` takes: the id of its first run. */
  workflowId: string;
  /** In the order in which its jobs stand. */
  runIds: string[];
};

/**
 * Writes all runs of a workflow down for workers, in one transaction: each starts when all that stands before it has
 * succeeded.
 * @throws ErrandError invalid_workflow, and what `enqueue` throws for one of its jobs; then nothing was written.
 */
export type Start = (workflow: Workflow) => Promise<StartedWorkflow>;
