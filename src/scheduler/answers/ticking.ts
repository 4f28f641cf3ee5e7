import type { Owner } from "../../core/run.ts";
import type { ErrandProcess } from "../../store/work-store.ts";

/** A crontab line ticks once a minute; one that has not for twice as long does not tick. */
const TICK_SILENCE_MS = 120_000;
/** A scheduler on another host is seen by its heartbeat alone, one each half minute at most. */
const SCHEDULER_SILENCE_MS = 90_000;

/** How far back a silence is looked into for who broke off. */
export const SILENCE_LOOKED_AT_MS = 366 * 86_400_000;

/** Whether anything ticks. */
export interface Ticking {
  /** Those that tick, the one last heard of first. */
  alive: ErrandProcess[];
  /** The last that was heard of, alive or not. */
  last: ErrandProcess | null;
}

export function findTicking(
  processes: readonly ErrandProcess[],
  { now, judge }: { now: number; judge: (owner: Owner) => "alive" | "dead" | "unknown" },
): Ticking {
  const newest = processes.toSorted((a, b) => b.heartbeatAt - a.heartbeatAt);
  const alive = newest.filter((process) =>
    process.kind === "tick" ? isFresh(process, now) : isThere(process, { now, judge }),
  );
  return { alive, last: newest[0] ?? null };
}

/** Its process ended long ago, as it should: the next minute brings the next one. */
function isFresh({ heartbeatAt }: ErrandProcess, now: number): boolean {
  return now - heartbeatAt < TICK_SILENCE_MS;
}

function isThere(
  { owner, stoppedAt, heartbeatAt }: ErrandProcess,
  { now, judge }: { now: number; judge: (owner: Owner) => "alive" | "dead" | "unknown" },
): boolean {
  if (stoppedAt !== null) return false;
  const state = judge(owner);
  return state === "unknown" ? now - heartbeatAt < SCHEDULER_SILENCE_MS : state === "alive";
}

/** The silence of a ledger that nothing was ever heard of in. */
export const NEVER_TICKED = "nothing ticks, and nothing ever did";

/** `nothing ticks: scheduler 71 on web-1 was last heard of at …`, or null while something does. */
export function describeSilence({ alive, last }: Ticking): string | null {
  if (alive.length > 0) return null;
  if (last === null) return NEVER_TICKED;
  const { kind, owner, heartbeatAt, stoppedAt } = last;
  const who =
    kind === "tick" ? `errand tick on ${owner.host}` : `the scheduler, pid ${owner.pid} on ${owner.host},`;
  const when = new Date(stoppedAt ?? heartbeatAt).toISOString();
  return stoppedAt !== null && kind === "scheduler"
    ? `nothing ticks: ${who} stopped at ${when}`
    : `nothing ticks: ${who} was last heard of at ${when}`;
}
