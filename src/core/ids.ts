import { V7Generator } from "uuidv7";

// An id must be unlike every other, not unguessable; the platform's cryptography would cost a start 3 ms.
const generator = new V7Generator({ nextUint32: () => Math.trunc(Math.random() * 2 ** 32) });

/** A new run id: UUID version 7, so ids sort by the time they were made. `now` in epoch ms. */
export function newId(now: number): string {
  return generator.generateOrResetWithTs(now).toString();
}

/** How much of an id tables show: its millisecond, which a person's runs seldom share. */
export const SHORT_ID_LENGTH = 13;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}
