import type { Clock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";
import type { EventBus } from "../core/events.ts";
import type { Run } from "../core/run.ts";
import type { Closing } from "../store/run-store.ts";
import { insist } from "./insist.ts";
import type { AttemptStore } from "./run-attempt.ts";
import type { SignalSource } from "./signals.ts";

export interface BriefHouse {
  store: AttemptStore;
  clock: Clock;
  events: EventBus;
  signals: SignalSource;
}

/** How long a person is kept for a row that cannot be closed, in ms. */
const PATIENCE_MS = 5_000;

/**
 * A ledger that is asked for 5 s to take the last word on a run that is lived in the foreground; a signal gives up
 * sooner. A worker insists for as long as it lives, but somebody sits before this one.
 * `finish` throws what kept it, and how the run ended: nothing else will tell that.
 */
export function insistBriefly(run: Run, house: BriefHouse): AttemptStore {
  const { store } = house;
  return {
    appendOutput: (ref, output) => store.appendOutput(ref, output),
    findRun: (id) => store.findRun(id),
    finish: (closing) => finish(closing, run, house),
    finishAtExit: (closing) => store.finishAtExit(closing),
    heartbeat: (ref, beat) => store.heartbeat(ref, beat),
    requeue: (closing, turn) => store.requeue(closing, turn),
    version: () => store.version(),
  };
}

async function finish(closing: Closing, run: Run, house: BriefHouse): Promise<boolean> {
  const { store, clock, events } = house;
  const patience = new Patience(house);
  try {
    return await insist(() => store.finish(closing), {
      clock,
      get until() {
        return patience.end;
      },
      onFailure: ({ message }) => {
        if (patience.begin()) events.emit({ type: "run.unclosed", run, why: message, forMs: PATIENCE_MS });
      },
    });
  } catch (error) {
    throw error instanceof ErrandError ? staysOpen(run, closing, error) : error;
  } finally {
    patience.stop();
  }
}

/** It begins with the first failure: a row that is closed at once needs neither timer nor listener. */
class Patience {
  readonly #house: BriefHouse;
  #end: AbortController | null = null;
  #stopListening: (() => void) | null = null;

  constructor(house: BriefHouse) {
    this.#house = house;
  }

  get end(): AbortSignal {
    return (this.#end ??= new AbortController()).signal;
  }

  /** False when it has begun before. */
  begin(): boolean {
    if (this.#stopListening) return false;
    const { clock, signals } = this.#house;
    this.#stopListening = signals.listen(() => this.#end?.abort());
    void clock.sleep(PATIENCE_MS, { signal: this.end }).then(() => this.#end?.abort());
    return true;
  }

  stop(): void {
    this.#stopListening?.();
    this.#end?.abort();
  }
}

function staysOpen({ command }: Run, { outcome, exitCode }: Closing, error: ErrandError): ErrandError {
  const ended = `${command} ${outcome.replace("_", " ")} (exit ${exitCode ?? "unknown"})`;
  const message = `${ended}, but its row stays open and will be called lost: ${error.message}`;
  return new ErrandError(error.code, message, { next: error.next ?? "errand doctor", cause: error });
}
