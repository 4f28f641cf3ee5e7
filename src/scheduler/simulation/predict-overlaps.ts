import type { OverlapPolicy } from "../../core/policy.ts";
import type { Firing } from "./firing.ts";

/** A schedule whose runs would start while another run with its key lives. */
export interface PredictedOverlap {
  scheduleId: string;
  /** Whose run it would meet; often its own. */
  holderId: string;
  /** What would be done about it. */
  policy: OverlapPolicy;
  /** When it would happen first, epoch ms, and how often. */
  at: number;
  times: number;
  /** How long the holder's runs take, in ms. */
  durationMs: number;
}

interface Holder {
  scheduleId: string;
  durationMs: number;
  start: number;
  until: number;
}

/**
 * Plays runs as long as they were measured, in the order of their starts; one of unknown length takes no time. What is
 * skipped starts nothing, one that waits starts when the holder ends, and what replaces it starts at once.
 */
export function predictOverlaps(
  firings: readonly Firing[],
  durations: ReadonlyMap<string, number>,
): PredictedOverlap[] {
  const holders = new Map<string, Holder>();
  const overlaps = new Map<string, PredictedOverlap>();
  for (const { schedule, startsAt } of firings) {
    const { id, overlap, overlapKey } = schedule;
    const holder = holders.get(overlapKey);
    const isHeld = holder !== undefined && holder.until > startsAt;
    if (isHeld) count(overlaps, { scheduleId: id, holder, policy: overlap, at: startsAt });
    const isSkipped = overlap === "skip" || (overlap === "wait" && (holder?.start ?? 0) > startsAt);
    if (isHeld && isSkipped) continue;
    const durationMs = durations.get(id) ?? 0;
    const start = isHeld && overlap === "wait" ? holder.until : startsAt;
    // Of runs side by side, the one that lives longest holds the key.
    const until =
      isHeld && overlap === "allow" ? Math.max(holder.until, start + durationMs) : start + durationMs;
    holders.set(overlapKey, { scheduleId: id, durationMs, start, until });
  }
  return [...overlaps.values()].sort((a, b) => a.at - b.at);
}

function count(
  overlaps: Map<string, PredictedOverlap>,
  {
    scheduleId,
    holder,
    policy,
    at,
  }: { scheduleId: string; holder: Holder; policy: OverlapPolicy; at: number },
): void {
  const key = `${scheduleId}\n${holder.scheduleId}`;
  const known = overlaps.get(key);
  if (known) known.times += 1;
  else {
    const { durationMs, scheduleId: holderId } = holder;
    overlaps.set(key, { scheduleId, holderId, policy, at, times: 1, durationMs });
  }
}
