import type { HookName } from "./hook.ts";
import type { Notice } from "./notice.ts";
import type { AttemptRef, Outcome, Run } from "./run.ts";
import type { Tick } from "./schedule.ts";

/** What happened, as plain data. The rooms emit these; one subscriber words them, tests await them. */
export type ErrandEvent =
  | { type: "run.started"; run: Run }
  | { type: "run.waiting"; run: Run; holder: Run }
  /** `holder`: whoever has its key, where that was why. */
  | { type: "run.skipped"; run: Run; holder?: Run }
  /** It began more than a second after it should have; `lateMs` is how much. */
  | { type: "run.late"; run: Run; lateMs: number }
  | { type: "run.finished"; run: Run }
  /** The same, by `process.exit()` in the command: what is not said at once will not be said. */
  | { type: "run.left"; run: Run }
  /** Many short runs that were over at once: no other event tells of them. */
  | { type: "runs.finished"; runs: Run[] }
  /** It was cut by errand's own end, and is queued again. */
  | { type: "run.requeued"; run: Run }
  /** Its attempt went wrong, or put it off, and another one follows `waitMs` later. */
  | { type: "run.retrying"; run: Run; outcome: Outcome; waitMs: number; why: string | null }
  | { type: "run.lost"; run: Run; endedPids: number[] }
  /** It is over, and the ledger does not take that; it is tried again for `forMs`. */
  | { type: "run.unclosed"; run: Run; why: string; forMs: number }
  | { type: "run.interrupting"; run: Run; cause: string; graceMs: number }
  | { type: "run.killing"; run: Run }
  | { type: "attempt.lease_lost"; ref: AttemptRef }
  | {
      type: "attempt.processes_left" | "attempt.processes_ended";
      ref: AttemptRef;
      processes: { pid: number; title: string }[];
    }
  | { type: "output.not_recorded"; ref: AttemptRef; why: string }
  /** No process can be made to run commands in; it is tried again. */
  | { type: "child.unstartable"; why: string }
  /** A child that lives many runs still has something open that one of these commands began: timers, sockets. */
  | { type: "child.left_open"; pid: number; commands: string[]; open: string[] }
  /** Code of a pooled run went on when that was over, and threw or wanted to exit. It changes no run. */
  | { type: "pool.stray_error"; runId: string; command: string; why: string }
  /** An inline run threw where no promise carries it, and nobody can tell which. */
  | { type: "inline.stray_error"; why: string }
  /** An inline run did not stop though it was made to, and its code goes on: its worker has to end. */
  | { type: "inline.deaf"; run: Run }
  /** Runs cannot be claimed or closed; it is tried again. */
  | { type: "dispatcher.stalled"; why: string }
  /** Nothing can be settled; it is tried again. */
  | { type: "scheduler.stalled"; why: string }
  /** A tick, or a stretch of them, was settled without a run. */
  | { type: "tick.not_run"; tick: Tick }
  /** Ids of schedules that are new, otherwise or gone since the last registration. */
  | { type: "schedules.registered"; added: string[]; changed: string[]; removed: string[] }
  /** A schedule, or the module it would stand in, cannot be read; what is registered of it stays. */
  | { type: "schedule.faulty"; message: string }
  /** The clock was set, or the machine slept: wall time moved by so much more than real time. */
  | { type: "clock.jumped"; byMs: number }
  /** A channel did not take it; `retryAt` null: it is given up. */
  | { type: "notice.not_sent"; notice: Notice; why: string; retryAt: number | null }
  /** Nobody can be told; it is tried again. */
  | { type: "teller.stalled"; why: string }
  /** A hook threw, hung or ended its process. Nothing of its run changes by it. */
  | { type: "hook.failed"; hook: HookName; ref: AttemptRef; command: string; why: string };

export type EventListener = (event: ErrandEvent) => void;

export interface EventBus {
  emit(event: ErrandEvent): void;
  /** Listens until the returned function is called. */
  subscribe(listener: EventListener): () => void;
}

export function createEventBus(): EventBus {
  const listeners = new Set<EventListener>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
