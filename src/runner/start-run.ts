import prettyMs from "pretty-ms";
import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import { EXIT } from "../core/errors.ts";
import { describeHolder, type OverlapPolicy } from "../core/policy.ts";
import type { Owner, Run } from "../core/run.ts";
import type { NewRun, Withdrawal } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { LEASE_MS } from "./heartbeat.ts";
import { ENDING_SIGNALS, type EndingSignal, type SignalSource } from "./signals.ts";

export interface StartPlan {
  run: NewRun;
  overlap: { key: string; policy: OverlapPolicy };
  /** How long `wait` and `replace` stand in line, in ms. */
  waitMs: number;
}

export interface StartHouse {
  store: Store;
  clock: Clock;
  events: EventBus;
  signals: SignalSource;
  owner: Owner;
  /** Closes the rows of owners that died, so that nothing waits for the dead. */
  rescue: () => Promise<unknown>;
  /** Asks a live run to end, and sees to it that it does. */
  endRun: (run: Run, by: string) => Promise<unknown>;
}

/** A run that was admitted, or the row that says why it was not. */
export type StartResult =
  | { kind: "started"; run: Run }
  | { kind: "skipped" | "waited_in_vain"; run: Run; holder: Run }
  | { kind: "cancelled"; run: Run };

const ASK_EVERY_MS = 100;

/** Records a run and starts it as its overlap policy allows. */
export async function startRun(plan: StartPlan, house: StartHouse): Promise<StartResult> {
  const first = await ask(plan, house);
  if (first.kind !== "held") return first;
  house.events.emit({ type: "run.waiting", run: first.run, holder: first.holder });
  return standInLine(plan, house, first.holder);
}

async function ask({ run, overlap }: StartPlan, { store, clock, owner, rescue }: StartHouse) {
  await rescue();
  const now = clock.now();
  return store.begin({ run, overlap, owner, leaseUntil: now + LEASE_MS, now });
}

async function standInLine(plan: StartPlan, house: StartHouse, firstHolder: Run): Promise<StartResult> {
  const { clock } = house;
  const deadline = clock.monotonic() + plan.waitMs;
  const interrupted = interruption(house.signals);
  const replaced = new Set<string>();
  let holder = firstHolder;
  try {
    for (;;) {
      if (plan.overlap.policy === "replace") endOnce(holder, replaced, plan, house);
      await clock.sleep(ASK_EVERY_MS, { signal: interrupted.signal });
      if (interrupted.by !== null) return await leaveLine(interrupted.by, plan, house);
      const answer = await ask(plan, house);
      if (answer.kind !== "held") return answer;
      holder = answer.holder;
      if (clock.monotonic() >= deadline) return await waitedInVain(holder, plan, house);
    }
  } finally {
    interrupted.stop();
  }
}

/** Every holder is asked to end once; the line goes on asking for the key meanwhile. */
function endOnce(holder: Run, replaced: Set<string>, plan: StartPlan, house: StartHouse): void {
  if (replaced.has(holder.id)) return;
  replaced.add(holder.id);
  void house.endRun(holder, `run ${plan.run.id}, which replaces it`).catch(() => replaced.delete(holder.id));
}

async function leaveLine(by: EndingSignal, plan: StartPlan, house: StartHouse): Promise<StartResult> {
  const reason = `cancelled by ${by} while it waited`;
  const how = { state: "cancelled", reason, exitCode: ENDING_SIGNALS[by] } as const;
  return { kind: "cancelled", run: await giveUp(how, plan, house) };
}

async function waitedInVain(holder: Run, plan: StartPlan, house: StartHouse): Promise<StartResult> {
  const reason = `waited ${prettyMs(plan.waitMs)}: ${describeHolder(holder, house.clock.now())}`;
  const how = { state: "skipped", reason, exitCode: EXIT.tryLater } as const;
  return { kind: "waited_in_vain", run: await giveUp(how, plan, house), holder };
}

async function giveUp(
  how: Pick<Withdrawal, "state" | "reason" | "exitCode">,
  plan: StartPlan,
  { store, clock }: StartHouse,
): Promise<Run> {
  await store.withdraw({ runId: plan.run.id, ...how, now: clock.now() });
  const run = await store.findRun(plan.run.id);
  if (!run) throw new Error(`run ${plan.run.id} vanished from the ledger while it waited`);
  return run;
}

interface Interruption {
  signal: AbortSignal;
  /** The one that came first; null while none did. */
  readonly by: EndingSignal | null;
  stop: () => void;
}

function interruption(signals: SignalSource): Interruption {
  const controller = new AbortController();
  let by: EndingSignal | null = null;
  const stop = signals.listen((signal) => {
    by ??= signal;
    controller.abort();
  });
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    stop,
  };
}
