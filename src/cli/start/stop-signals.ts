import type { Clock } from "../../core/clock.ts";
import type { EndingSignal, SignalSource } from "../../runner/signals.ts";

export interface StopWishes {
  first: (signal: EndingSignal) => void;
  again: (signal: EndingSignal) => void;
  /** Whether a signal is no wish to stop, and was dealt with. */
  isElse?: (signal: EndingSignal) => boolean;
}

/** npm and timeout(1) pass on what the terminal sent as well: what comes so soon after the first is the same wish. */
const SAME_WISH_MS = 300;

/** Tells the first signal from those after it. Returns how to listen no more. */
export function heedStops(
  { signals, clock }: { signals: SignalSource; clock: Clock },
  { first, again, isElse = () => false }: StopWishes,
): () => void {
  let firstAt: number | null = null;
  return signals.listen((signal) => {
    if (isElse(signal)) return;
    const now = clock.monotonic();
    if (firstAt === null) {
      firstAt = now;
      first(signal);
    } else if (now - firstAt >= SAME_WISH_MS) again(signal);
  });
}
