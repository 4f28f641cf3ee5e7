import type { Attempt, Run } from "../../core/run.ts";
import type { Closing } from "../../store/run-store.ts";
import type { Store } from "../../store/store.ts";
import { afterInterruption } from "../after-interruption.ts";

/** Gives a run back whose worker ends through no fault of its own. It is interrupted, and uses up no attempt. */
export async function handBack(
  { runId, number, startedAt }: Pick<Attempt, "runId" | "number" | "startedAt">,
  reason: string,
  { store, now }: { store: Store; now: number },
): Promise<void> {
  const ref = { runId, attempt: number };
  const run = await store.findRun(runId);
  if (!run) return;
  if (startedAt === null) {
    await store.release({ ref, outcome: "interrupted", reason, now });
    return;
  }
  const closing = closingOf(run, reason, now);
  if ((await thenOf(run, store)) === "finish") await store.finish(closing);
  else await store.requeue(closing, { runAfter: now, reason });
}

async function thenOf({ scheduleId }: Run, store: Store): Promise<"finish" | "requeue"> {
  const known = scheduleId === null ? undefined : await store.findSchedule(scheduleId);
  return afterInterruption(known?.schedule ?? null);
}

function closingOf({ id, attempt, progress }: Run, reason: string, now: number): Closing {
  return {
    ref: { runId: id, attempt },
    outcome: "interrupted",
    reason,
    exitCode: null,
    signal: "SIGKILL",
    error: null,
    result: null,
    progress,
    finishedAt: now,
    cpuMs: null,
    peakRss: null,
    output: null,
  };
}
