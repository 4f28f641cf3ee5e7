import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Owner, Run } from "../core/run.ts";
import { LEASE_MS } from "../runner/heartbeat.ts";
import type { BeginResult } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import type { Claimed } from "../store/work-store.ts";
import { asNewRun } from "./as-new-run.ts";

export interface AdmitHouse {
  store: Pick<Store, "begin">;
  clock: Clock;
  events: EventBus;
  owner: Owner;
  /** Closes the rows of owners that died. */
  rescue: () => Promise<unknown>;
  /** Asks a live run to end, and sees to it that it does. */
  endRun: (run: Run, by: string) => Promise<unknown>;
}

const ASK_EVERY_MS = 100;

/** Starts a claimed run when its overlap policy allows. Null: it will not start any more, or `stopping` aborted first. */
export async function admit(claimed: Claimed, house: AdmitHouse, stopping: AbortSignal): Promise<Run | null> {
  const { clock, events } = house;
  const replaced = new Set<string>();
  let told = false;
  while (!stopping.aborted) {
    const answer = await begin(claimed, house);
    if (answer.kind === "started") return answer.run;
    if (answer.kind !== "held") {
      events.emit({ type: "run.skipped", run: answer.run });
      return null;
    }
    if (!told) events.emit({ type: "run.waiting", run: answer.run, holder: answer.holder });
    told = true;
    if (claimed.overlap.policy === "replace") endOnce(answer.holder, replaced, claimed.run, house);
    await clock.sleep(ASK_EVERY_MS, { signal: stopping });
    await house.rescue();
  }
  return null;
}

function begin({ run, overlap }: Claimed, { store, clock, owner }: AdmitHouse): Promise<BeginResult> {
  const now = clock.now();
  return store.begin({ run: asNewRun(run), overlap, owner, leaseUntil: now + LEASE_MS, now });
}

/** Every holder is asked to end once; a wish that failed is asked again. */
function endOnce(holder: Run, replaced: Set<string>, run: Run, { endRun }: AdmitHouse): void {
  if (replaced.has(holder.id)) return;
  replaced.add(holder.id);
  void endRun(holder, `run ${run.id}, which replaces it`).catch(() => replaced.delete(holder.id));
}
