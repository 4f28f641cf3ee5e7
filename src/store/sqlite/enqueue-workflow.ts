import type { NewMember } from "../workflow-store.ts";
import type { Connection } from "./connection.ts";
import { insertRun } from "./insert-run.ts";
import { holdBack, noteWait } from "./needs.ts";

/** In the caller's write transaction. */
export function enqueueWorkflow(
  connection: Connection,
  members: readonly NewMember[],
  { host, now }: { host: string; now: number },
): void {
  const known = new Set<string>();
  for (const { job, needs, turn } of members) {
    const { run, overlap, waiting, dedupeKey, workflowId } = job;
    const seq = insertRun(
      connection,
      { run, host, overlap, now },
      { state: "queued", dedupeKey, workflowId, ...waiting },
    );
    for (const need of needs) refuseUnknown(need, run.id, known);
    if (needs.length > 0) {
      holdBack(connection, seq, { needs, turn });
      noteWait(connection, seq);
    }
    known.add(run.id);
  }
}

function refuseUnknown(need: string, id: string, known: ReadonlySet<string>): void {
  if (!known.has(need)) throw new RangeError(`run ${id} needs run ${need}, which is no member before it`);
}
