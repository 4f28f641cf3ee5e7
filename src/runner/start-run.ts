import prettyMs from "pretty-ms";
import { EXIT } from "../core/errors.ts";
import { describeHolder } from "../core/policy.ts";
import type { Run } from "../core/run.ts";
import type { Withdrawal } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { ENDING_SIGNALS, type EndingSignal, type SignalSource } from "./signals.ts";
import { askToBegin, standInLine, type LineHouse, type LineWish } from "./stand-in-line.ts";

export interface StartPlan extends LineWish {
  /** How long `wait` and `replace` stand in line, in ms. */
  waitMs: number;
}

export interface StartHouse extends LineHouse {
  store: Pick<Store, "begin" | "withdraw" | "findRun">;
  signals: SignalSource;
}

/** A run that was admitted, or the row that says why it was not. */
export type StartResult =
  | { kind: "started"; run: Run }
  | { kind: "skipped" | "waited_in_vain"; run: Run; holder: Run }
  | { kind: "cancelled"; run: Run };

/** Records a run and starts it as its overlap policy allows. */
export async function startRun(plan: StartPlan, house: StartHouse): Promise<StartResult> {
  await house.rescue();
  const first = await askToBegin(plan, house);
  if (first.kind !== "held") return first;
  const interrupted = interruption(house.signals);
  try {
    const { waitMs } = plan;
    const answer = await standInLine(plan, first, { ...house, stopping: interrupted.signal, waitMs });
    if (answer.kind !== "held") return answer;
    if (interrupted.by !== null) return await leaveLine(interrupted.by, plan, house);
    return await waitedInVain(answer.holder, plan, house);
  } finally {
    interrupted.stop();
  }
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
