import type { Clock } from "../../core/clock.ts";
import { EXIT } from "../../core/errors.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import type { Report } from "./report.ts";

export interface DeafHouse {
  clock: Clock;
  dispatcher: Pick<Dispatcher, "active" | "deaf">;
  graceMs: number;
  report: Pick<Report, "stopping">;
}

/** Code in this process goes on that was made to end: a reason to stop, as `told` is. Whoever starts workers again must see it. */
export function heedDeaf(
  { clock, dispatcher, graceMs, report }: DeafHouse,
  told: AbortSignal,
): { signal: AbortSignal; exitCode: () => number } {
  const must = new AbortController();
  void dispatcher.deaf.first.then(async () => {
    if (told.aborted) return;
    must.abort();
    // By then it is no work in hand any more.
    await clock.turn();
    report.stopping({ signal: null, running: dispatcher.active, graceMs, again: false });
  });
  return {
    signal: AbortSignal.any([told, must.signal]),
    exitCode: () => (must.signal.aborted ? EXIT.killed : EXIT.ok),
  };
}
