import type { Run } from "./run.ts";

/**
 * What a run does while another live run holds its concurrency key.
 * allow    start beside it.
 * skip     do not start; a row says who held the key.
 * wait     start when the holder ends.
 * replace  cancel the holder, wait for its end, start.
 */
export const OVERLAP_POLICIES = ["allow", "skip", "wait", "replace"] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** Who holds a key, in the words of the skip row and of the terminal. */
export function describeHolder(holder: Run, now: number): string {
  const since = holder.startedAt ?? holder.requestedAt;
  const age = Math.max(0, Math.round((now - since) / 1000));
  return `run ${holder.id} (pid ${holder.pid ?? "unknown"} on ${holder.host}) has held "${holder.concurrencyKey}" for ${age} s`;
}

/** The same without an age: equal whenever it is asked, so that ticks skipped for one holder read alike. */
export function describeHolding(
  holder: Pick<Run, "id" | "pid" | "host" | "startedAt" | "requestedAt" | "concurrencyKey">,
): string {
  const since = new Date(holder.startedAt ?? holder.requestedAt).toISOString();
  return `run ${holder.id} (pid ${holder.pid ?? "unknown"} on ${holder.host}) has held "${holder.concurrencyKey}" since ${since}`;
}

/** For people: a run that waits is ended by a wish. `startedAt`: of an attempt before, null when there was none. */
export function describeCancel(by: string, startedAt: number | null): string {
  return `cancelled by ${by} before it started${startedAt === null ? "" : " again"}`;
}
