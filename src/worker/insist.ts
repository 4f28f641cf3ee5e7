import type { CommandStore } from "../runner/command-enqueue.ts";
import { insist, type InsistOptions } from "../runner/insist.ts";
import type { AttemptStore } from "../runner/run-attempt.ts";
import type { Store } from "../store/store.ts";

/** What a worker needs of the ledger for a run in its hands. */
export type RunStore = AttemptStore &
  CommandStore &
  Pick<
    Store,
    "begin" | "countStart" | "findSchedule" | "finishMany" | "release" | "requeueMany" | "withdraw"
  >;

/**
 * A ledger whose last words are tried again until it takes them: a disk that is full for a minute must not leave a row
 * "running" for as long as its worker lives. What is owed when `until` aborts is left to the rescuer.
 */
export function insistOn(store: RunStore, options: InsistOptions): RunStore {
  return {
    ...store,
    finishMany: (closings) => insist(() => store.finishMany(closings), options),
    finish: (closing) => insist(() => store.finish(closing), options),
    release: (release) => insist(() => store.release(release), options),
    requeue: (closing, turn) => insist(() => store.requeue(closing, turn), options),
    requeueMany: (requeues) => insist(() => store.requeueMany(requeues), options),
    withdraw: (withdrawal) => insist(() => store.withdraw(withdrawal), options),
  };
}
