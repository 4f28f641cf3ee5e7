import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import { afterLoss, describeRetry, MOST_LOSSES } from "../core/retry.ts";
import type { Attempt, Owner, Run } from "../core/run.ts";
import type { Closing } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import type { UnwrittenLoss } from "./with-lost.ts";

export interface RescuerOptions {
  store: Pick<Store, "openAttempts" | "finish" | "release" | "requeue" | "withdraw" | "findRun">;
  clock: Clock;
  events: EventBus;
  judge: (owner: Owner) => Liveness;
  /** Its host was, which is this one. */
  wasRestartedSince: (owner: Owner) => boolean;
  /** Ends what an attempt and those before it left behind on this host, and nothing of a later one; tells the pids. */
  endLeftovers: (attempt: Attempt) => Promise<number[]>;
}

type Liveness = "alive" | "dead" | "unknown";

/** Why an attempt has no owner any more. */
interface Death {
  reason: string;
  /** The whole host was. */
  restarted: boolean;
}

/** What one pass came to. */
export interface Sweep {
  /** Attempts whose owners were gone. */
  closed: number;
  /** Attempts that go on, as far as can be told. */
  open: number;
}

/**
 * Writes down what the dead could not: each open attempt whose owner is gone becomes lost, and so does its run, unless a
 * worker may try it again (`afterLoss`): then it is queued anew, interrupted and not lost where the host was restarted. A run that its owner had only claimed goes back to the
 * queue: nothing of it was done yet.
 */
export class Rescuer {
  readonly #options: RescuerOptions;

  constructor(options: RescuerOptions) {
    this.#options = options;
  }

  /** One pass over the open attempts. With none open it costs one query. */
  async sweep(): Promise<Sweep> {
    const { lost, open } = await this.#judgeOpen();
    for (const { attempt, reason } of lost) await this.#close(attempt, reason);
    return { closed: lost.length, open };
  }

  /** The running ones of them as they would be closed: for a ledger that takes no word. */
  async look(): Promise<UnwrittenLoss[]> {
    const losses: UnwrittenLoss[] = [];
    const finishedAt = this.#options.clock.now();
    const { lost } = await this.#judgeOpen();
    for (const { attempt, reason } of lost) {
      const run = await this.#options.store.findRun(attempt.runId);
      if (run?.state !== "running") continue;
      const end = { reason, finishedAt };
      losses.push({
        run: { ...run, ...end, state: "lost" },
        attempt: { ...attempt, ...end, outcome: "lost" },
      });
    }
    return losses;
  }

  async #judgeOpen(): Promise<{ lost: { attempt: Attempt; reason: string }[]; open: number }> {
    const attempts = await this.#options.store.openAttempts();
    const judge = judgeOnce(this.#options.judge);
    const lost = attempts.flatMap((attempt) => {
      const reason = this.#whyLost(attempt, judge(attempt.owner));
      return reason === null ? [] : [{ attempt, reason }];
    });
    return { lost, open: attempts.length - lost.length };
  }

  #whyLost({ owner, leaseUntil }: Attempt, state: Liveness): string | null {
    if (state === "alive") return null;
    if (state === "dead" && this.#options.wasRestartedSince(owner))
      return `its host ${owner.host} was restarted, and its process ${owner.pid} with it`;
    if (state === "dead")
      return `its process ${owner.pid} on ${owner.host} is gone: killed, crashed, or cut off with the machine`;
    if (leaseUntil > this.#options.clock.now()) return null;
    return `its lease ran out at ${new Date(leaseUntil).toISOString()}: nothing was heard from pid ${owner.pid} on ${owner.host}`;
  }

  /** What the dead left running is ended first: while it works, the run's lock must hold. */
  async #close(attempt: Attempt, reason: string): Promise<void> {
    const { store, events } = this.#options;
    const endedPids = await this.#options.endLeftovers(attempt);
    if (attempt.startedAt === null && (await this.#giveBack(attempt, reason))) return;
    const before = await store.findRun(attempt.runId);
    const restarted = this.#options.wasRestartedSince(attempt.owner);
    const isRequeued = before !== undefined && (await this.#requeue(attempt, before, { reason, restarted }));
    if (!isRequeued && !(await this.#write(attempt, whyOver(before, { reason, restarted })))) return;
    const run = await store.findRun(attempt.runId);
    if (run && isRequeued)
      events.emit(
        restarted
          ? { type: "run.requeued", run }
          : { type: "run.retrying", run, outcome: "lost", waitMs: 0, why: reason },
      );
    else if (run) events.emit({ type: "run.lost", run, endedPids });
  }

  /** False for a run that is not tried again, and for one that was closed meanwhile. */
  #requeue(attempt: Attempt, run: Run, death: Death): Promise<boolean> | false {
    if (attempt.startedAt === null || afterLoss(run, death) !== "requeue") return false;
    const { store, clock } = this.#options;
    const now = clock.now();
    const { reason: why, restarted } = death;
    if (restarted) {
      const closing = { ...this.#closing(attempt, why, now), outcome: "interrupted" as const };
      return store.requeue(closing, { runAfter: now, reason: why });
    }
    const counted = { ...run, losses: run.losses + 1 };
    const reason = describeRetry("lost", counted, { when: `at ${new Date(now).toISOString()}`, why });
    return store.requeue(this.#closing(attempt, why, now), { runAfter: now, reason });
  }

  /** False for a run that no worker may start: its owner waited with it, and nobody else will. */
  #giveBack({ runId, number }: Attempt, reason: string): Promise<boolean> {
    const { store, clock } = this.#options;
    return store.release({ ref: { runId, attempt: number }, outcome: "lost", reason, now: clock.now() });
  }

  async #write({ runId, number, startedAt }: Attempt, reason: string): Promise<boolean> {
    const { store, clock } = this.#options;
    const now = clock.now();
    // Guarded: another rescuer may have given it back to the queue a moment ago.
    if (startedAt === null)
      return store.withdraw({ runId, attempt: number, state: "lost", reason, exitCode: null, now });
    return store.finish(this.#closing({ runId, number }, reason, now));
  }

  #closing({ runId, number }: Pick<Attempt, "runId" | "number">, reason: string, now: number): Closing {
    const unknown = { exitCode: null, signal: null, error: null, result: null, cpuMs: null, peakRss: null };
    const ref = { runId, attempt: number };
    return { ref, outcome: "lost", reason, ...unknown, progress: null, finishedAt: now, output: null };
  }
}

/** A worker may have a thousand runs in hand: its process is looked for once. */
function judgeOnce(judge: RescuerOptions["judge"]): RescuerOptions["judge"] {
  const known = new Map<string, Liveness>();
  return (owner) => {
    const key = `${owner.pid} ${owner.startedAt} ${owner.bootId} ${owner.host}`;
    const state = known.get(key) ?? judge(owner);
    known.set(key, state);
    return state;
  };
}

function whyOver(run: Run | undefined, death: Death): string {
  return run !== undefined && afterLoss(run, death) === "poison"
    ? `poison: its worker died ${MOST_LOSSES} times over it; the last time, ${death.reason}`
    : death.reason;
}
