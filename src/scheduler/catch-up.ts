import prettyMs from "pretty-ms";
import type { CatchUp, Schedule } from "../core/schedule.ts";

/**
 * A tick so late is still on time, in ms: a crontab line ticks once a minute, and a machine may be slow. What is later
 * fell into a time in which nothing ticked.
 */
export const ON_TIME_MS = 90_000;

/** A stretch in which nothing ticked, epoch ms; `from` is null when nothing is known to have ticked before. */
export interface Silence {
  from: number | null;
  to: number;
}

/**
 * The ticks that run because they are on time. Of those of one look the first would be in the way of the others unless
 * they may overlap, and it is the last that `latest` asks for.
 */
export function chooseOnTime(
  due: readonly number[],
  {
    schedule,
    isLate,
  }: { schedule: Pick<Schedule, "catchUp" | "overlap">; isLate: (tick: number) => boolean },
): number[] {
  const onTime = due.filter((tick) => !isLate(tick));
  const isOne = schedule.catchUp.policy === "latest" && schedule.overlap !== "allow";
  return isOne ? onTime.slice(-1) : onTime;
}

/** The late ticks that are run after all, oldest first. A tick that is on time makes every late one stale for `latest`. */
export function chooseCaughtUp(
  due: readonly number[],
  { catchUp, now, isLate }: { catchUp: CatchUp; now: number; isLate: (tick: number) => boolean },
): number[] {
  const { policy, withinMs, max } = catchUp;
  const young = due.filter((tick) => isLate(tick) && tick >= now - withinMs);
  if (policy === "skip") return [];
  if (policy === "all") return young.slice(-max);
  return due.some((tick) => !isLate(tick)) ? [] : young.slice(-1);
}

/** Why a tick is not caught up. Ticks of one silence and one cause get the same words, so that they fold. */
export function wordMissed(
  { tick, delay }: { tick: number; delay: number },
  { policy, withinMs, max }: CatchUp,
  silence: Silence,
  now: number,
): string {
  return `${wordSilence(silence, tick + delay)}, and ${whyNot()}`;

  function whyNot(): string {
    if (policy === "skip") return "it does not catch up";
    if (tick < now - withinMs) return `it catches up ${prettyMs(withinMs)} at most`;
    return policy === "latest" ? "only the latest is caught up" : `only the newest ${max} are caught up`;
  }
}

function wordSilence({ from, to }: Silence, start: number): string {
  const end = new Date(to).toISOString();
  // It was settled for a clock that was ahead, and that was taken back: nothing was silent.
  if (from !== null && start < from - ON_TIME_MS) return `it came to be due only at ${end}`;
  return from === null
    ? `nothing ticked until ${end}`
    : `nothing ticked from ${new Date(from).toISOString()} to ${end}`;
}
