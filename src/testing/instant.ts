/** A moment as a test writes it; text needs its offset. */
export type Instant = Date | string | number;

/** @throws RangeError for what is no instant, or a local time whose zone nobody said. */
export function toMs(instant: Instant): number {
  const hasZone = typeof instant !== "string" || /(?:Z|[+-]\d\d:\d\d)$/.test(instant);
  const ms = new Date(instant).getTime();
  if (Number.isNaN(ms) || !hasZone)
    throw new RangeError(
      `${String(instant)} must be a Date, epoch ms or a text such as "2026-03-29T08:00:00Z"`,
    );
  return ms;
}
