import type { Run } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import { whyEnded } from "../core/why-ended.ts";
import type { Store } from "../store/store.ts";
import { toMs, type Instant } from "./instant.ts";
import type { ManualClock } from "./manual-clock.ts";
import type { LivedRun, TestWorker } from "./test-worker.ts";

export interface DrainOptions {
  /** Nothing that is due later is lived, and the clock shows this instant then. Default: all is, however late. */
  until?: Instant;
  /** Rejects with what a command threw when its run has failed for good. Default: that of the client. */
  throwErrors?: boolean;
  /** Attempts at most, so that a test ends where work makes work for ever. Default 10,000. */
  most?: number;
}

export interface DrainHouse {
  worker: TestWorker;
  store: Pick<Store, "nextRunAfter" | "findRun">;
  clock: ManualClock;
}

const MOST = 10_000;

/**
 * Lives what is due, moves time to what is due next, and so on until nothing waits. What waits for its signal and
 * nothing else is lived to its limit. Returns the runs of which it lived an attempt, in the order in which they came, as
 * they stand then.
 */
export async function drain(options: DrainOptions, house: DrainHouse): Promise<Run[]> {
  const { most = MOST, throwErrors = false } = options;
  const until = options.until === undefined ? Infinity : toMs(options.until);
  const lived = new Map<string, Run>();
  for (let attempts = 0; ; attempts += 1) {
    const one = await nextUntil(until, house);
    if (!one) break;
    if (attempts >= most) throw endless(most, one.run);
    lived.set(one.run.id, one.run);
    if (throwErrors) throwIfFailed(one);
  }
  if (until !== Infinity) await moveTo(until, house.clock);
  return [...lived.values()];
}

/** The next attempt, for which time is moved if it must. */
async function nextUntil(until: number, { worker, store, clock }: DrainHouse): Promise<LivedRun | undefined> {
  for (;;) {
    const one = await worker.liveNext();
    if (one) return one;
    const next = await store.nextRunAfter(clock.now());
    if (next === null || next > until) return undefined;
    await moveTo(next, clock);
  }
}

/** Time never moves back. */
async function moveTo(instant: number, clock: ManualClock): Promise<void> {
  if (instant > clock.now()) await clock.advance(instant - clock.now());
}

function throwIfFailed({ run, error }: LivedRun): void {
  if (!isFailure(run.state)) return;
  if (error instanceof Error) throw error;
  const why = whyEnded(run.state, run) ?? "nobody knows why";
  throw new Error(`${run.command} ${run.state.replace("_", " ")}: ${why}`, { cause: error });
}

function endless(most: number, { command }: Run): Error {
  return new Error(
    `drain() lived ${most} attempts and there is more, of "${command}" next: does it enqueue itself, or snooze for ever? Say until when, or how many at most`,
  );
}
