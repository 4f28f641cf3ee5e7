/** A child that grew by so many bytes since its first runs leaks, or holds what it need not: another takes its place. */
const MOST_BYTES = 256 * 2 ** 20;

/** How much more memory a child has than it had with its first runs. */
export class Growth {
  #first: number | null = null;
  #peak = 0;

  note(peakRss: number): void {
    this.#first ??= peakRss;
    this.#peak = peakRss;
  }

  get bytes(): number {
    return this.#peak - (this.#first ?? this.#peak);
  }

  get isTooMuch(): boolean {
    return this.bytes > MOST_BYTES;
  }
}
