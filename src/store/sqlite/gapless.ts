import type { Params } from "./connection.ts";
import { stretchesOf } from "./stretches.ts";

/** Rows from one place to another, both of them included. */
export interface Gapless extends Params {
  from: number;
  to: number;
}

/**
 * The places as ranges without a gap. SQLite changes a range in one pass; a list it copies into a table of its own
 * first, and goes through that twice. What was enqueued together mostly stands, and is taken, side by side.
 */
export function gaplessRanges(seqs: readonly number[]): Gapless[] {
  const sorted = seqs.toSorted((a, b) => a - b);
  return stretchesOf(sorted, (seq, next) => next === seq + 1).map((stretch) => ({
    from: stretch[0] ?? 0,
    to: stretch.at(-1) ?? 0,
  }));
}
