/** A place in the data, `end` excluded. */
export interface Found {
  index: number;
  end: number;
}

/**
 * Finds the first of several needles, again and again, further and further on. It remembers where each comes next: a
 * needle that is rare would otherwise be sought through all of the data for each one that is not.
 */
export class NeedleFinder {
  readonly #data: Buffer;
  readonly #ahead: { needle: Buffer; index: number }[];

  constructor(data: Buffer, needles: readonly Buffer[]) {
    this.#data = data;
    this.#ahead = needles.flatMap((needle) => this.#seek(needle, 0));
  }

  /** The first needle at `from` or behind it; of those that begin together, the one that was given first. */
  next(from: number): Found | undefined {
    let first: { needle: Buffer; index: number } | undefined;
    for (const place of this.#ahead) {
      if (place.index < from) place.index = this.#indexOf(place.needle, from);
      if (place.index < (first?.index ?? Infinity)) first = place;
    }
    if (!first || first.index === Infinity) return undefined;
    return { index: first.index, end: first.index + first.needle.length };
  }

  #seek(needle: Buffer, from: number): { needle: Buffer; index: number }[] {
    const index = this.#indexOf(needle, from);
    return index === Infinity ? [] : [{ needle, index }];
  }

  #indexOf(needle: Buffer, from: number): number {
    const index = this.#data.indexOf(needle, from);
    return index < 0 ? Infinity : index;
  }
}

/** Where the end of the data begins to be the beginning of a needle; the data's end when it is none. */
export function openEnd(data: Buffer, from: number, needles: readonly Buffer[]): number {
  let open = data.length;
  for (const needle of needles) open = Math.min(open, openEndOf(data, from, needle));
  return open;
}

function openEndOf(data: Buffer, from: number, needle: Buffer): number {
  const first = needle[0] ?? 0;
  const earliest = Math.max(from, data.length - needle.length + 1);
  for (let at = data.indexOf(first, earliest); at >= 0; at = data.indexOf(first, at + 1)) {
    if (data.compare(needle, 0, data.length - at, at) === 0) return at;
  }
  return data.length;
}
