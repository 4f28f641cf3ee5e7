import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Owner, Run } from "../core/run.ts";
import { childConfigOf } from "../runner/child-words.ts";
import { forkChild } from "../runner/fork-child.ts";
import { KnownRules } from "../queue/known-rules.ts";
import { SpareChildren } from "../runner/spare-children.ts";
import { delayOf } from "../scheduler/timetable/timetable.ts";
import type { Store } from "../store/store.ts";
import { watchLedger } from "../store/watch-ledger.ts";
import { makePool } from "./make-pool.ts";
import { watchLoop } from "../worker/loop-watch/loop-watch.ts";
import { InlineLane } from "../worker/lanes/inline-lane.ts";
import { Dispatcher } from "../worker/dispatcher.ts";
import type { Sweep } from "../worker/rescuer.ts";

export interface DispatcherParts {
  config: Config;
  store: Store;
  clock: Clock;
  events: EventBus;
  owner: Owner;
  rescue: () => Promise<Sweep>;
  endRun: (run: Run, by: string) => Promise<unknown>;
  /** How many children are forked ahead. */
  spares: number;
  /** Queues it serves, by their weights; null: all. */
  queues: Readonly<Record<string, number>> | null;
}

/** Wires a dispatcher to its rooms. It hears no signal: whoever has it decides what a signal means. */
export function makeDispatcher({ config, spares, ...rooms }: DispatcherParts): Dispatcher {
  const { clock, events } = rooms;
  rooms.store.expectMuch();
  const rules = new KnownRules(clock, () => dispatcher.wake());
  const dispatcher: Dispatcher = new Dispatcher({
    ...rooms,
    config,
    signals: { listen: () => () => undefined },
    guardExit: () => ({ emptyLoop: new Promise(() => undefined), stop: () => undefined }),
    children: new SpareChildren({
      fork: () => forkChild(childConfigOf(dispatcher.config), clock),
      clock,
      spares,
      onUnstartable: (why) => events.emit({ type: "child.unstartable", why }),
    }),
    lanes: (house) => ({
      inline: new InlineLane(house, (whoHolds) =>
        watchLoop({ clock, owner: rooms.owner, databaseFile: config.database }, whoHolds),
      ),
      pool: makePool(house),
    }),
    delayOf,
    watchWrites: (onWrite) => watchLedger(config.database, onWrite),
    rules: () => rules.read(dispatcher.config),
    strangers: {
      letsIn: (command) => rules.letsIn(command, dispatcher.config),
      areRead: () => rules.isLearning,
    },
    random: Math.random,
  });
  return dispatcher;
}
