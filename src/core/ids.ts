import { V7Generator } from "uuidv7";

// An id must be unlike every other, not unguessable; the platform's cryptography would cost a start 3 ms.
const generator = new V7Generator({ nextUint32: () => Math.trunc(Math.random() * 2 ** 32) });
// It is told the millisecond, and never another one.
generator.setRollbackAllowance(0);

/** How far ids that are asked for faster than one a millisecond run ahead of the clock: more than a tick is prepared. */
const MOST_AHEAD_MS = 3_000;

let last = 0;

/**
 * A new run id: UUID version 7, so ids sort by the time they were made. `now` in epoch ms. Each takes a millisecond of
 * its own while there is one to take: what is due at midnight is made in one instant, and is told apart by its short id.
 */
export function newId(now: number): string {
  const latest = now + MOST_AHEAD_MS;
  // A clock that was set back begins anew.
  last = last > latest ? now : Math.min(Math.max(now, last + 1), latest);
  return generator.generateOrResetWithTs(last).toString();
}

/** How much of an id tables show: its millisecond, which is one run's unless thousands are made at once. */
const SHORT_ID_LENGTH = 13;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}
