/** How much of the end is remembered: what a crash says of itself. */
const LAST_BYTES = 8 * 1024;

/** The end of what was written, in a room that never grows. */
export class LastWords {
  readonly #room = Buffer.alloc(LAST_BYTES);
  #length = 0;

  add(bytes: Uint8Array): void {
    const part = bytes.subarray(-LAST_BYTES);
    const kept = Math.min(this.#length, LAST_BYTES - part.length);
    this.#room.copyWithin(0, this.#length - kept, this.#length);
    this.#room.set(part, kept);
    this.#length = kept + part.length;
  }

  toString(): string {
    return this.#room.toString("utf8", 0, this.#length);
  }
}
