import prettyMs from "pretty-ms";
import type { ErrandProcess } from "../../store/work-store.ts";
import { hangs, isThere, type Judgement } from "../../worker/presence.ts";

/** How far back a silence is looked into for who broke off. */
export const SILENCE_LOOKED_AT_MS = 366 * 86_400_000;

/** Whether anything ticks. */
export interface Ticking {
  /** Those that tick, the one last heard of first. */
  alive: ErrandProcess[];
  /** The last that was heard of, alive or not. */
  last: ErrandProcess | null;
  /** A scheduler whose process lives, and which has not been heard of for `silentMs`. */
  hung: { process: ErrandProcess; silentMs: number } | null;
}

/** A worker is there and settles nothing. */
export function isTicker({ kind }: Pick<ErrandProcess, "kind">): boolean {
  return kind !== "worker";
}

export function findTicking(processes: readonly ErrandProcess[], by: Judgement): Ticking {
  const newest = processes.filter(isTicker).toSorted((a, b) => b.heartbeatAt - a.heartbeatAt);
  const alive = newest.filter((process) => isThere(process, by));
  const hung = newest.find((process) => hangs(process, by));
  return {
    alive,
    last: newest[0] ?? null,
    hung: hung ? { process: hung, silentMs: by.now - hung.heartbeatAt } : null,
  };
}

/** The silence of a ledger that nothing was ever heard of in. */
export const NEVER_TICKED = "nothing ticks, and nothing ever did";

/** `nothing ticks: scheduler 71 on web-1 was last heard of at …`, or null while something does. */
export function describeSilence({ alive, last, hung }: Ticking): string | null {
  if (alive.length > 0) return null;
  if (hung !== null) {
    const { process, silentMs } = hung;
    const silent = prettyMs(silentMs, { compact: true });
    return `nothing ticks: ${nameScheduler(process)} lives, but has not been heard of for ${silent}`;
  }
  if (last === null) return NEVER_TICKED;
  const { kind, owner, heartbeatAt, stoppedAt } = last;
  const who = kind === "tick" ? `errand tick on ${owner.host}` : nameScheduler(last);
  const when = new Date(stoppedAt ?? heartbeatAt).toISOString();
  return stoppedAt !== null && kind === "scheduler"
    ? `nothing ticks: ${who} stopped at ${when}`
    : `nothing ticks: ${who} was last heard of at ${when}`;
}

function nameScheduler({ owner }: ErrandProcess): string {
  return `the scheduler, pid ${owner.pid} on ${owner.host},`;
}
