import type { Ending } from "./ending.ts";

/** errand itself is told to stop, and with it what it runs. */
export interface Shutdown {
  /** Aborts when the runs are to end by themselves. */
  asked: AbortSignal;
  /** Aborts when they are to be ended now. */
  forced: AbortSignal;
  /** What becomes of a run that was cut: it is queued again, or it is over. */
  then: "requeue" | "finish";
}

export const INTERRUPTED = "interrupted: errand was told to stop";

/** Lets a shutdown end an attempt, until the returned function is called. */
export function heedShutdown(shutdown: Shutdown | undefined, ending: Ending): () => void {
  if (!shutdown) return () => undefined;
  const { asked, forced } = shutdown;
  const stopAsked = heed(asked, () => ending.interrupt(INTERRUPTED));
  const stopForced = heed(forced, () => ending.force());
  return () => {
    stopAsked();
    stopForced();
  };
}

/**
 * Taken off by name: of many listeners that one target is to lose by `signal`, Node remembers the last one alone, and a
 * worker would keep an attempt for each run that it ever lived.
 */
function heed(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
}
