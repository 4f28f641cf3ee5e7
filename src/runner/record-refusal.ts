import type { Clock } from "../core/clock.ts";
import type { ErrandError } from "../core/errors.ts";
import type { Owner } from "../core/run.ts";
import type { NewRun } from "../store/run-store.ts";
import { refusedVerdict } from "./refused-verdict.ts";
import type { Store } from "../store/store.ts";

/**
 * Leaves a row for a run that could not even begin, because its module does not load or its args are refused: who
 * looks in the morning why nothing happened finds the reason in the ledger, not only in a cron mail.
 */
export async function recordRefusal(
  run: NewRun,
  error: ErrandError,
  { store, clock, owner }: { store: Pick<Store, "begin" | "finish">; clock: Clock; owner: Owner },
): Promise<void> {
  const now = clock.now();
  const overlap = { key: run.id, policy: "allow" as const };
  const begun = await store.begin({ run, owner, overlap, leaseUntil: now, now });
  // A queued run may have been cancelled meanwhile.
  if (begun.kind !== "started") return;
  await store.finish({
    ref: { runId: run.id, attempt: begun.run.attempt },
    ...refusedVerdict(error),
    progress: null,
    finishedAt: clock.now(),
    cpuMs: null,
    peakRss: null,
    output: null,
  });
}
