import type { Run } from "../../core/run.ts";
import { WHY_UNBEGUN } from "../../runner/pool/pooled-life.ts";
import type { LaneHouse } from "./lane.ts";

/** Puts runs back into the queue whose process ended before their turn came: nothing of an attempt is used up. */
export async function giveBackUnbegun(
  runs: readonly Run[],
  { store, clock }: Pick<LaneHouse, "store" | "clock">,
): Promise<void> {
  const now = clock.now();
  const unknown = { exitCode: null, signal: null, error: null, result: null, cpuMs: null, peakRss: null };
  const closing = {
    ...unknown,
    outcome: "interrupted" as const,
    reason: WHY_UNBEGUN,
    progress: null,
    finishedAt: now,
    output: null,
  };
  const turn = { runAfter: now, reason: null };
  await store.requeueMany(
    runs.map(({ id, attempt }) => ({ closing: { ...closing, ref: { runId: id, attempt } }, turn })),
  );
}
