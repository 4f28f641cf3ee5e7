import type { Run } from "../core/run.ts";
import type { NewRun } from "../store/run-store.ts";

/** A recorded run as it was asked for: beginning it is asking for it again, under its own id. */
export function asNewRun(run: Run): NewRun {
  const { id, command, args, trigger, scheduledFor, scheduleId } = run;
  const { requestedAt, parentId, actor, dryRun, tags } = run;
  return {
    id,
    command,
    args,
    trigger,
    scheduledFor,
    scheduleId,
    requestedAt,
    parentId,
    actor,
    dryRun,
    tags,
  };
}
