import { EXIT } from "../core/errors.ts";
import type { AttemptRef } from "../core/run.ts";
import type { Store } from "../store/store.ts";
import type { Ending } from "./ending.ts";

/** The signals that ask a run to end, and the exit code each means (128 + its number, as shells have it). */
export const ENDING_SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: 129 } as const;
export type EndingSignal = keyof typeof ENDING_SIGNALS;

/** Where signals come from: the process, or a test. */
export interface SignalSource {
  /** Calls `listener` for each, until the returned function is called. */
  listen(listener: (signal: EndingSignal) => void): () => void;
}

/** The signals that the operating system sends to this process. */
export const processSignals: SignalSource = {
  listen(listener) {
    const names = Object.keys(ENDING_SIGNALS) as EndingSignal[];
    for (const name of names) process.on(name, listener);
    return () => {
      for (const name of names) process.off(name, listener);
    };
  },
};

/** From now on SIGINT does what it does without listeners: it ends the process. Until the returned function is called. */
export function letSignalsThrough(): () => void {
  const listeners = process.listeners("SIGINT");
  process.removeAllListeners("SIGINT");
  return () => {
    for (const listener of listeners) process.on("SIGINT", listener);
  };
}

/** Lets signals end an attempt: the first asks, the second forces. The row tells who asked, if it was `errand cancel`. */
export function heedSignals(
  house: { signals: SignalSource; store: Pick<Store, "findRun"> },
  ref: AttemptRef,
  ending: Ending,
): () => void {
  return house.signals.listen((signal) => {
    if (ending.cause) return ending.force();
    void findCanceller(house.store, ref).then((by) => {
      ending.cancel(by === null ? `cancelled by ${signal}` : `cancelled by ${by}`, ENDING_SIGNALS[signal]);
    });
  });
}

async function findCanceller(store: Pick<Store, "findRun">, ref: AttemptRef): Promise<string | null> {
  try {
    return (await store.findRun(ref.runId))?.cancelRequestedBy ?? null;
  } catch {
    return null;
  }
}
