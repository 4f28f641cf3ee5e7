import { getEventListeners } from "node:events";
import type { Limits } from "../runner/ending.ts";
import { isInRun } from "./in-test.ts";
import { StandstillWatch } from "./standstill-watch.ts";
import type { ManualClock } from "./manual-clock.ts";

export interface LimitedWork<Result> {
  /** Starts the attempt. */
  live: () => Promise<Result>;
  limits: Limits;
  clock: ManualClock;
  /** What the command may wait for; undefined before it has begun. */
  signal: () => AbortSignal | undefined;
}

/**
 * Lives an attempt, and moves time to its limits where nothing else can end it: to the soft one when the command listens
 * to its signal and stands still, and by its grace when it stands still after that.
 */
export async function liveToLimits<Result>(work: LimitedWork<Result>): Promise<Result> {
  const { limits, clock, live } = work;
  if (limits.softMs === null) return live();
  const over = new AbortController();
  const mover = {
    ...work,
    watch: new StandstillWatch(isInRun),
    end: clock.now() + limits.softMs,
    over: over.signal,
  };
  try {
    const attempt = live();
    void moveToLimits(mover);
    return await attempt;
  } finally {
    over.abort();
    mover.watch.stop();
  }
}

interface Mover extends Pick<LimitedWork<unknown>, "limits" | "clock" | "signal"> {
  watch: StandstillWatch;
  /** When the soft limit runs out, epoch ms. */
  end: number;
  /** Aborts with the end of the attempt. */
  over: AbortSignal;
}

async function moveToLimits({ limits, clock, signal, end, ...attempt }: Mover): Promise<void> {
  const { over } = attempt;
  await untilStill(attempt, () => isListenedTo(signal()));
  if (!over.aborted) await clock.advance(Math.max(0, end - clock.now()));
  await untilStill(attempt, () => true);
  if (!over.aborted) await clock.advance(limits.killAfterMs);
}

/** Until the work stands still and that counts, or is over. */
async function untilStill(
  { watch, over }: Pick<Mover, "watch" | "over">,
  counts: () => boolean,
): Promise<void> {
  // What stands still and listens to nothing never settles: that is seen by a loop that runs empty, and so it must.
  let background = false;
  while (!over.aborted) {
    const isStill = await watch.standsStill({ signal: over, background });
    if (isStill && counts()) return;
    background = isStill;
  }
}

function isListenedTo(signal: AbortSignal | undefined): boolean {
  return signal !== undefined && (signal.aborted || getEventListeners(signal, "abort").length > 0);
}
