import type { NoticeKind } from "../core/notice.ts";

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 3_600_000;
/** After some two days. */
const MOST_TRIES = 56;
/** A sign of life that comes late is a false one. */
const PING_LIFE_MS = 600_000;

/** When a notice that could not be sent is tried again, epoch ms: after 10 s, 20 s, 40 s … 1 h. Null: it is given up. */
export function retryAt(
  { kind, tries, createdAt }: { kind: NoticeKind; tries: number; createdAt: number },
  now: number,
): number | null {
  if (kind === "test" || tries >= MOST_TRIES) return null;
  const at = now + Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20), LONGEST_RETRY_MS);
  return isTooLate({ kind, createdAt }, at) ? null : at;
}

export function isTooLate(
  { kind, createdAt }: { kind: NoticeKind; createdAt: number },
  now: number,
): boolean {
  return kind.startsWith("ping_") && now - createdAt > PING_LIFE_MS;
}
