import type { Backoff } from "./queue.ts";

/** Unless a command says otherwise: about 10 s, 20 s, 40 s …, and never more than an hour. */
export const DEFAULT_BACKOFF: Backoff = {
  kind: "exponential",
  baseMs: 10_000,
  capMs: 3_600_000,
  jitter: true,
};

/**
 * Ms until the next attempt after `failures` (from 1) failed ones. exponential: base × 2^(failures-1); linear:
 * base × failures; fixed: base; each no more than the cap. With jitter (AWS's "full jitter") it is spread over all of
 * that, `random` being one of [0, 1).
 */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const { kind, baseMs, capMs, jitter } = backoff;
  const factor = { exponential: 2 ** Math.min(failures - 1, 50), linear: failures, fixed: 1 }[kind];
  const whole = Math.min(baseMs * factor, capMs);
  return Math.round(jitter ? whole * random : whole);
}
