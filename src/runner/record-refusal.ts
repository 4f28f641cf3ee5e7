import type { Clock } from "../core/clock.ts";
import type { ErrandError } from "../core/errors.ts";
import type { Owner, Run } from "../core/run.ts";
import type { Closing, NewRun } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { refusedVerdict } from "./refused-verdict.ts";
import type { Verdict } from "./verdict.ts";

export interface RecordHouse {
  store: Pick<Store, "begin" | "finish">;
  clock: Clock;
  owner: Owner;
}

/**
 * Leaves a row for a run that could not even begin, because its module does not load or its args are refused: who
 * looks in the morning why nothing happened finds the reason in the ledger, not only in a cron mail.
 */
export async function recordRefusal(run: NewRun, error: ErrandError, house: RecordHouse): Promise<void> {
  const begun = await beginRefused(run, house);
  if (begun) await house.store.finish(closingOfRefusal(begun, refusedVerdict(error), house.clock.now()));
}

/** A row that is running, for a run that will not. Null: it was cancelled meanwhile. */
export async function beginRefused(
  run: NewRun,
  { store, clock, owner }: Omit<RecordHouse, "store"> & { store: Pick<Store, "begin"> },
): Promise<Run | null> {
  const now = clock.now();
  const overlap = { key: run.id, policy: "allow" as const };
  const answer = await store.begin({ run, owner, overlap, leaseUntil: now, now });
  return answer.kind === "started" ? answer.run : null;
}

export function closingOfRefusal({ id, attempt }: Run, verdict: Verdict, finishedAt: number): Closing {
  return {
    ref: { runId: id, attempt },
    ...verdict,
    progress: null,
    finishedAt,
    cpuMs: null,
    peakRss: null,
    output: null,
  };
}
