import type { Clock } from "../core/clock.ts";
import type { ErrandError } from "../core/errors.ts";
import type { EventBus } from "../core/events.ts";
import type { Owner, Run } from "../core/run.ts";
import { beginRefused } from "../runner/record-refusal.ts";
import { settleRefused } from "../runner/settle-refused.ts";
import type { Store } from "../store/store.ts";
import { asNewRun } from "./as-new-run.ts";

export interface UnstartedHouse {
  store: Pick<Store, "begin" | "finish" | "findRun" | "release" | "requeue" | "withdraw">;
  clock: Clock;
  events: EventBus;
  owner: Owner;
}

/** Puts a claimed run back into the queue, for whoever claims it next. One that began, or is over, is left as it is. */
export async function giveBack(run: Run, reason: string, { store, clock }: UnstartedHouse): Promise<void> {
  await store.release({
    ref: { runId: run.id, attempt: run.attempt },
    outcome: "interrupted",
    reason,
    now: clock.now(),
  });
}

/** Its module does not load, its args are refused, or it is gone: an attempt that failed says so. */
export async function refuse(run: Run, error: ErrandError, house: UnstartedHouse): Promise<void> {
  const begun = await beginRefused(asNewRun(run), house);
  await (begun ? settleRefused(begun, error, house) : announce(run, house));
}

/** Its schedule's `when` said no. */
export async function decline(run: Run, reason: string | null, house: UnstartedHouse): Promise<void> {
  await house.store.withdraw({
    runId: run.id,
    attempt: run.attempt,
    state: "skipped",
    reason: reason === null ? "when() said no" : `when() said no: ${reason}`,
    exitCode: null,
    now: house.clock.now(),
  });
  await announce(run, house);
}

async function announce({ id }: Run, { store, events }: UnstartedHouse): Promise<void> {
  const run = await store.findRun(id);
  if (run) tellUnstarted(run, events);
}

/** A run that is not to be started ended: skipped, or cancelled, or in whatever way. One that lives elsewhere did not. */
export function tellUnstarted(run: Run, events: EventBus): void {
  if (run.finishedAt === null) return;
  events.emit({ type: run.state === "skipped" ? "run.skipped" : "run.finished", run });
}
