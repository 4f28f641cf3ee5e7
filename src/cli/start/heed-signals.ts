import type { Clock } from "../../core/clock.ts";
import type { SignalSource } from "../../runner/signals.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import type { Reloader } from "./reload.ts";
import type { Report } from "./report.ts";
import { heedStops } from "./stop-signals.ts";

export interface StopHouse {
  signals: SignalSource;
  clock: Clock;
  dispatcher: Pick<Dispatcher, "active" | "drain">;
  graceMs: number;
  report: Pick<Report, "stopping">;
  reload: Pick<Reloader, "again">;
  /** A person is there: a terminal that is closed takes the scheduler along. */
  isTerminal: boolean;
}

/** Makes signals into ends: the first drains, the second ends now; SIGHUP reads everything anew, as daemons do. */
export function heedSignals(house: StopHouse): { signal: AbortSignal; done: () => void } {
  const { dispatcher, graceMs, report, reload, isTerminal } = house;
  const stop = new AbortController();
  const done = heedStops(house, {
    isElse(signal) {
      if (signal !== "SIGHUP" || isTerminal) return false;
      void reload.again();
      return true;
    },
    first(signal) {
      report.stopping({ signal, running: dispatcher.active, graceMs, again: false });
      stop.abort();
    },
    again(signal) {
      report.stopping({ signal, running: dispatcher.active, graceMs, again: true });
      void dispatcher.drain({ graceMs: 0 });
    },
  });
  return { signal: stop.signal, done };
}
