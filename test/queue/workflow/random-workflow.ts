import type { JsonObject } from "../../../src/core/json.ts";
import { chain, chord, group, job, type Job, type Workflow } from "../../../src/queue/workflow/build.ts";
import type { AnyReference } from "../../../src/queue/workflow/reference.ts";
import { nameOf } from "../../../src/queue/workflow/lay-out.ts";
import { planWorkflow } from "../../../src/queue/workflow/plan-workflow.ts";
import type { NewMember } from "../../../src/store/workflow-store.ts";
import { fc } from "../../properties.ts";
import { member } from "../../store/workflows.ts";

/** What a workflow is built of; a job refers to the result of that one before it, if there is one. */
export type Shape =
  { kind: "job"; refersTo: number | null } | { kind: "chain" | "group" | "chord"; parts: Shape[] };

const leaf = fc.record({
  kind: fc.constant("job" as const),
  refersTo: fc.option(fc.nat(8), { nil: null }),
});

export const shapes: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: "medium" },
    leaf,
    fc.record({
      kind: fc.constantFrom("chain" as const, "group" as const, "chord" as const),
      parts: fc.array(tie("shape"), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).shape;

/** The workflow of a shape: its jobs are of commands j0, j1, … in the order in which they stand. */
export function build(shape: Shape): { workflow: Workflow; jobs: Job[] } {
  const jobs: Job[] = [];
  const make = (one: Shape): Workflow => {
    if (one.kind === "job") return makeJob(one.refersTo, jobs);
    const parts = one.parts.map(make);
    if (one.kind === "group") return group(parts);
    if (one.kind === "chain") return chain(...(parts as [Workflow, ...Workflow[]]));
    return chord(group(parts), makeJob(0, jobs));
  };
  return { workflow: make(shape), jobs };
}

function makeJob(refersTo: number | null, jobs: Job[]): Job {
  const source = refersTo === null ? undefined : jobs[refersTo];
  const made: Job = job(`j${jobs.length}`, source ? { from: (source.result as AnyReference)["of"]! } : {});
  jobs.push(made);
  return made;
}

/** Its runs, each with a priority of its own, so that they are claimed in any order. */
export function plan(workflow: Workflow, priorities: readonly number[] = []): Promise<NewMember[]> {
  let count = 0;
  return planWorkflow(workflow, async ({ job: one, args, parentId }) => {
    const { job: made, turn } = member({ command: nameOf(one), args: args as JsonObject });
    const priority = priorities[count % priorities.length] ?? 0;
    count += 1;
    return { job: { ...made, run: { ...made.run, parentId }, waiting: { ...made.waiting, priority } }, turn };
  });
}
