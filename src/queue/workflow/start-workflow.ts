import { ErrandError } from "../../core/errors.ts";
import type { StartedWorkflow } from "../../core/workflow.ts";
import type { NewMember, WorkflowStore } from "../../store/workflow-store.ts";
import { checkOptions } from "../check-options.ts";
import { loadOnce, loadTarget, readObject, type EnqueueHouse, type LoadTarget } from "../enqueuer.ts";
import type { JobOptions } from "../job-options.ts";
import { judgeArgs } from "../judge-args.ts";
import { makeJob } from "../make-job.ts";
import { kindOf, refusal, type Workflow } from "./build.ts";
import { judgeReferring } from "./judge-referring.ts";
import { planWorkflow, type MakeMember } from "./plan-workflow.ts";

export interface WorkflowHouse extends Omit<EnqueueHouse, "store"> {
  store: Pick<WorkflowStore, "enqueueWorkflow">;
}

/** Checks every job of a workflow, then writes the runs of all of them down in one transaction. */
export async function startWorkflow(workflow: unknown, house: WorkflowHouse): Promise<StartedWorkflow> {
  const members = await prepareWorkflow(workflow, house);
  await house.store.enqueueWorkflow(members, { host: house.host, now: house.clock.now() });
  return nameMembers(members);
}

/** @throws ErrandError naming the job and what is wrong with it. */
export async function prepareWorkflow(
  workflow: unknown,
  house: Omit<WorkflowHouse, "store">,
): Promise<NewMember[]> {
  if (kindOf(workflow) === undefined)
    throw refusal("what is to be started is no workflow", "start(chain(job(…), job(…)))");
  const load = loadOnce(house.load ?? loadTarget);
  return planWorkflow(workflow as Workflow, (one) => makeMember(one, { ...house, load }));
}

export function nameMembers(members: readonly NewMember[]): StartedWorkflow {
  const runIds = members.map(({ job }) => job.run.id);
  return { workflowId: runIds[0] ?? "", runIds };
}

async function makeMember(
  { job, args, parentId }: Parameters<MakeMember>[0],
  house: Omit<WorkflowHouse, "store" | "load"> & { load: LoadTarget },
): ReturnType<MakeMember> {
  const { config, clock, actor, parentId: starter, load } = house;
  const command = await load(job.command, config);
  const options = checkOptions(job.options);
  refuseKeys(options, command.name);
  const checked = await judgeArgs(command, readObject(args, command), judgeReferring);
  const made = makeJob(
    {
      command,
      args: checked,
      options,
      actor,
      now: clock.now(),
      trigger: "queue",
      parentId: parentId ?? starter,
    },
    config,
  );
  const { runAfter, expiresAt } = made.waiting;
  const turn = {
    notBefore: options.runAt ?? null,
    delayMs: options.delayMs ?? 0,
    expiresInMs: expiresAt === null ? null : expiresAt - runAfter,
  };
  return { job: made, turn };
}

/** Keys that give an older run have no place in a workflow: each of its runs is its own. */
function refuseKeys({ dedupeKey, idempotency }: JobOptions, command: string): void {
  const found = dedupeKey !== undefined ? "dedupeKey" : idempotency ? "idempotencyKey" : undefined;
  if (found === undefined) return;
  const message = `the job of ${command} has a ${found}, which would give an older run in the place of a workflow's own: leave it out`;
  throw new ErrandError("invalid_workflow", message);
}
