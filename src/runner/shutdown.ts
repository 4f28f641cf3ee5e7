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
  const over = new AbortController();
  const heed = (signal: AbortSignal, act: () => void): void => {
    if (signal.aborted) act();
    else signal.addEventListener("abort", act, { once: true, signal: over.signal });
  };
  heed(asked, () => ending.interrupt(INTERRUPTED));
  heed(forced, () => ending.force());
  return () => over.abort();
}
