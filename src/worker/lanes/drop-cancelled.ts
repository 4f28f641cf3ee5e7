import { EXIT } from "../../core/errors.ts";
import { describeCancel } from "../../core/policy.ts";
import type { Run } from "../../core/run.ts";
import type { Lived } from "./close-batch.ts";
import type { LaneHouse } from "./lane.ts";
import type { Together } from "./together.ts";

/** Of runs that wait for a process closes those which somebody wants to end. Tells the others. */
export async function dropCancelled(
  runs: readonly Run[],
  store: Pick<LaneHouse["store"], "findRun">,
  closings: Together<Lived>,
): Promise<Run[]> {
  const rows = await Promise.all(runs.map(({ id }) => store.findRun(id)));
  const left: Run[] = [];
  for (const [index, run] of runs.entries()) {
    const by = rows[index]?.cancelRequestedBy ?? null;
    if (by === null) left.push(run);
    else
      await closings.add({
        run,
        verdict: cancelledBy(by, run.attempt > 1 ? run.startedAt : null),
        usage: { cpuMs: null, peakRss: null },
      });
  }
  return left;
}

function cancelledBy(by: string, startedAt: number | null): Lived["verdict"] {
  const reason = describeCancel(by, startedAt);
  return {
    outcome: "cancelled",
    reason,
    exitCode: EXIT.terminated,
    signal: null,
    error: null,
    result: null,
  };
}
