import type { Config } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";
import type { EventBus } from "../../core/events.ts";
import type { Run } from "../../core/run.ts";
import type { CommandStore } from "../../runner/command-enqueue.ts";
import type { AttemptHouse } from "../../runner/run-attempt.ts";
import type { Shutdown } from "../../runner/shutdown.ts";
import type { Store } from "../../store/store.ts";
import type { DeafRuns } from "../deaf-runs.ts";

/** What a lane needs of the rooms around it. */
export interface LaneHouse extends AttemptHouse {
  store: AttemptHouse["store"] & CommandStore & Pick<Store, "finishMany" | "requeueMany">;
  clock: Clock;
  events: EventBus;
  config: () => Config;
  /** errand's own end. `stopping`: nothing more is begun. */
  end: Omit<Shutdown, "then"> & { stopping: AbortSignal };
  deaf: Pick<DeafRuns, "outlast" | "unlessDeaf">;
}

/** What a lane may ask of the worker that it is a part of. */
export interface Hold {
  /** Counts as work in hand until it settles. */
  life: (life: Promise<unknown>) => void;
  /** How many more runs may live at once. */
  free: () => number;
}

/** How a run is begun that is only claimed, as a rate counts its start. */
export interface PacedStart {
  /** Asked when its code is about to begin. Null: it does not start here any more, and its row says so. */
  begin: () => Promise<Run | null>;
  /** Its code has begun, at that time. */
  begun: (at: number) => void;
}

/**
 * Where runs live that have begun already. A lane starts them in batches; those that are over at once it closes
 * together, and any other gets an attempt of its own, with all that watches one.
 */
export interface Lane {
  /** How many runs of a command it would take now, if `free` more may live at once. */
  room(command: string, free: number): number;
  /** Resolves when the batch is out of its hands: each is closed, or told to `hold` as something that goes on. */
  live(runs: readonly Run[], hold: Hold): Promise<void>;
  /** Lives a run that is only claimed. */
  livePaced(run: Run, start: PacedStart, hold: Hold): Promise<void>;
  /** How many of its runs go on, or of its children are busy. */
  readonly busy: number;
  /** What it loaded is out of date. */
  renew(): void;
  /** Gives up what waits for work. */
  close(): Promise<void>;
}
