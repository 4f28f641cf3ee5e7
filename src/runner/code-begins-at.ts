import type { Clock } from "../core/clock.ts";

/** What the clock of a command's code will show at least, in its first line: the code has the next millisecond at most. */
export function codeBeginsAt(clock: Clock): number {
  return clock.now() + 1;
}
