import type { Run } from "../core/run.ts";

/** A start within this is on time, in ms. */
const ON_TIME_MS = 1_000;

/**
 * How late a run started, in ms, if that is worth a word: after its tick and the `delayMs` that its schedule spreads
 * starts by. A run that was caught up with, or interrupted before, is late by design.
 */
export function latenessOf(
  { trigger, attempt, scheduledFor, startedAt }: Run,
  delayMs: number,
): number | null {
  if (trigger !== "schedule" || attempt !== 1 || scheduledFor === null || startedAt === null) return null;
  const lateMs = startedAt - scheduledFor - delayMs;
  return lateMs > ON_TIME_MS ? lateMs : null;
}
