import type { ErrandProcess } from "../../store/work-store.ts";
import { isThere, type Judgement } from "../../worker/presence.ts";

/** How far back a silence is looked into for who broke off. */
export const SILENCE_LOOKED_AT_MS = 366 * 86_400_000;

/** Whether anything ticks. */
export interface Ticking {
  /** Those that tick, the one last heard of first. */
  alive: ErrandProcess[];
  /** The last that was heard of, alive or not. */
  last: ErrandProcess | null;
}

export function findTicking(processes: readonly ErrandProcess[], by: Judgement): Ticking {
  const newest = processes
    .filter(({ kind }) => kind !== "worker")
    .toSorted((a, b) => b.heartbeatAt - a.heartbeatAt);
  return { alive: newest.filter((process) => isThere(process, by)), last: newest[0] ?? null };
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
