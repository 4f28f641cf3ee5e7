import type { Channel, Notice } from "../../core/notice.ts";
import { sleepAndHear, type Clock } from "../../core/clock.ts";

/** What a channel's way of sending needs. It resolves when the other side took the notice, and rejects in words for people. */
export interface Sending<Kind extends Channel["kind"]> {
  notice: Pick<Notice, "id" | "kind" | "command" | "runId" | "facts">;
  channel: Extract<Channel, { kind: Kind }>;
  clock: Clock;
}

/** How long one try may take, in ms. */
export const SEND_LIMIT_MS = 5_000;

/** Settles as `work` does, or rejects after `SEND_LIMIT_MS`, when `signal` aborts too. */
export async function within<Value>(
  clock: Clock,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const [over, timedOut] = [new AbortController(), new AbortController()];
  const limit = sleepAndHear(clock, SEND_LIMIT_MS, { signal: over.signal }).then(() => {
    timedOut.abort();
    throw new Error(`no answer in ${SEND_LIMIT_MS / 1000} s`);
  });
  try {
    return await Promise.race([work(timedOut.signal), limit]);
  } finally {
    limit.catch(() => undefined);
    over.abort();
  }
}
