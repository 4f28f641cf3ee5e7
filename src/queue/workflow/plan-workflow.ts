import { referenceTo } from "../../core/reference.ts";
import type { NewJob } from "../../store/queue-store.ts";
import type { NewMember } from "../../store/workflow-store.ts";
import type { Job, Workflow } from "./build.ts";
import { layOut, type Laid } from "./lay-out.ts";
import { replaceReferences } from "./reference.ts";

/** Makes the run of a job whose args say where results are to stand. */
export type MakeMember = (member: {
  job: Job;
  args: object;
  /** The run before it; null: none of the workflow. */
  parentId: string | null;
}) => Promise<Pick<NewMember, "job" | "turn">>;

/** The runs of a workflow, as they are to be written down. The first one's id is the workflow's. */
export async function planWorkflow(workflow: Workflow, make: MakeMember): Promise<NewMember[]> {
  const made = new Map<Job, NewJob>();
  const members: NewMember[] = [];
  for (const laid of layOut(workflow)) {
    const { job, turn } = await make({ job: laid.job, ...fill(laid, made) });
    const workflowId = members[0]?.job.run.id ?? job.run.id;
    made.set(laid.job, job);
    members.push({ job: { ...job, workflowId }, needs: laid.needs.map((need) => idIn(made, need)), turn });
  }
  return members;
}

function fill(
  { job, needs }: Laid,
  made: ReadonlyMap<Job, NewJob>,
): { args: object; parentId: string | null } {
  const [parent] = needs;
  const args = replaceReferences(job.args, ({ of, path }) => referenceTo({ of: idIn(made, of), path }));
  return { args: args as object, parentId: parent ? idIn(made, parent) : null };
}

function idIn(made: ReadonlyMap<object, NewJob>, job: object): string {
  const found = made.get(job);
  if (!found) throw new RangeError("a job was laid out before what it needs");
  return found.run.id;
}
