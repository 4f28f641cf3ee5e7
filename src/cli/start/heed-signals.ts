import type { SignalSource } from "../../runner/signals.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import type { Reloader } from "./reload.ts";
import type { Report } from "./report.ts";

export interface StopHouse {
  signals: SignalSource;
  dispatcher: Dispatcher;
  graceMs: number;
  report: Report;
  reload: Reloader;
  /** A person is there: a terminal that is closed takes the scheduler along. */
  isTerminal: boolean;
}

/** Makes signals into ends: the first drains, the second ends now; SIGHUP reads everything anew, as daemons do. */
export function heedSignals(house: StopHouse): { signal: AbortSignal; done: () => void } {
  const { signals, dispatcher, graceMs, report, reload, isTerminal } = house;
  const stop = new AbortController();
  const done = signals.listen((signal) => {
    if (signal === "SIGHUP" && !isTerminal) return void reload.again();
    report.stopping({ signal, running: dispatcher.active, graceMs, again: stop.signal.aborted });
    if (stop.signal.aborted) void dispatcher.drain({ graceMs: 0 });
    stop.abort();
  });
  return { signal: stop.signal, done };
}
