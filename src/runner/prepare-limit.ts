import { sleepAndHear, type Clock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";

/** How long a command may take to load, and its schedule's `when` to answer, in ms. */
export const PREPARE_LIMIT_MS = 20_000;

/** What became of a process in which a command hangs while it loads. */
export const IT_HANGS = `did not come to an end in ${PREPARE_LIMIT_MS / 1000} s`;

/** `why`: what its process did instead of saying that it is ready. */
export function unprepared(command: string, why: string): ErrandError {
  return new ErrandError("invalid_command", `${command} ${why} while it was prepared`, {
    next: `errand run ${command}`,
  });
}

/** Whether that settles within the limit. */
export async function inTimeToPrepare(work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const late = sleepAndHear(clock, PREPARE_LIMIT_MS, { signal: over.signal }).then(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    over.abort();
  }
}
