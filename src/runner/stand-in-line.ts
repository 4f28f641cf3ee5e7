import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { Owner, Run } from "../core/run.ts";
import type { BeginResult, NewRun } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { LEASE_MS } from "./heartbeat.ts";

/** A run that is to begin as its overlap policy allows. */
export interface LineWish {
  run: NewRun;
  overlap: { key: string; policy: OverlapPolicy };
}

export interface LineHouse {
  store: Pick<Store, "begin">;
  clock: Clock;
  events: EventBus;
  owner: Owner;
  /** Closes the rows of owners that died, so that nothing waits for the dead. */
  rescue: () => Promise<unknown>;
  /** Asks a live run to end, and sees to it that it does. */
  endRun: (run: Run, by: string) => Promise<unknown>;
}

type Held = Extract<BeginResult, { kind: "held" }>;

const ASK_EVERY_MS = 100;

export function askToBegin(
  { run, overlap }: LineWish,
  { store, clock, owner }: LineHouse,
): Promise<BeginResult> {
  const now = clock.now();
  const readNow = (): number => clock.now();
  const leaseUntil = now + LEASE_MS;
  return store.begin({ run, overlap, owner, leaseUntil, now, readNow, heedsPause: true });
}

/**
 * Behind a first answer that another run holds the key: asks again and again until it is free. Answers "held" when
 * `waitMs` ran out, or `stopping` aborted first.
 */
export async function standInLine(
  wish: LineWish,
  held: Held,
  house: LineHouse & { stopping: AbortSignal; waitMs?: number },
): Promise<BeginResult> {
  const { clock, events, stopping, waitMs = Infinity } = house;
  const deadline = clock.monotonic() + waitMs;
  const replaced = new Set<string>();
  events.emit({ type: "run.waiting", run: held.run, holder: held.holder });
  for (let answer = held; ;) {
    if (wish.overlap.policy === "replace") endOnce(answer.holder, replaced, wish, house);
    await clock.sleep(ASK_EVERY_MS, { signal: stopping });
    if (stopping.aborted) return answer;
    await house.rescue();
    const next = await askToBegin(wish, house);
    if (next.kind !== "held" || clock.monotonic() >= deadline) return next;
    answer = next;
  }
}

/** Every holder is asked to end once, while the line goes on asking for the key; a wish that failed is asked again. */
function endOnce(holder: Run, replaced: Set<string>, { run }: LineWish, { endRun }: LineHouse): void {
  if (replaced.has(holder.id)) return;
  replaced.add(holder.id);
  void endRun(holder, `run ${run.id}, which replaces it`).catch(() => replaced.delete(holder.id));
}
