import type { NewMember } from "../workflow-store.ts";
import type { Connection } from "./connection.ts";
import { insertRun } from "./insert-run.ts";
import { park } from "./parking.ts";
import { NEEDS, noteLeft } from "./waits.ts";

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
    if (needs.length > 0) holdBack(connection, seq, { needs, turn });
    known.add(run.id);
  }
}

function refuseUnknown(need: string, id: string, known: ReadonlySet<string>): void {
  if (!known.has(need)) throw new RangeError(`run ${id} needs run ${need}, which is no member before it`);
}

/** Takes a queued run out of its turn until those that it needs have succeeded. */
function holdBack(
  connection: Connection,
  run: number,
  { needs, turn }: Pick<NewMember, "needs" | "turn">,
): void {
  for (const [position, need] of needs.entries()) connection.run(INSERT_NEED, { run, need, position });
  connection.run(INSERT_TURN, { run, ...turn });
  connection.run("update runs set expires_at = null where seq = :run", { run });
  park(connection, run, NEEDS);
  noteLeft(connection, run);
}

const INSERT_NEED = "insert into run_needs (run, need_id, position) values (:run, :need, :position)";
const INSERT_TURN = `insert into needy_turns (run, not_before, delay_ms, expires_in_ms)
  values (:run, :notBefore, :delayMs, :expiresInMs)`;
