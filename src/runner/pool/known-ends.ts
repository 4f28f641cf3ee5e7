import type { PooledUsage } from "./pooled-life.ts";
import type { OverWord, PoolEnd } from "./pool-words.ts";
import type { Trail } from "./trail.ts";

export interface EndWithUsage {
  end: PoolEnd | null;
  usage: PooledUsage;
}

/** The ends of a child's runs, in their order, as it told them, and as its trail tells where it cannot. */
export class KnownEnds {
  readonly #trail: Trail | null;
  #ends: EndWithUsage[] = [];
  #first = 0;

  constructor(trail: Trail | null) {
    this.#trail = trail;
  }

  /** The place of the first run that nobody has taken the end of. */
  get first(): number {
    return this.#first;
  }

  /** Those that nobody has taken yet. */
  get left(): readonly EndWithUsage[] {
    return this.#ends;
  }

  /** The first so many were taken. */
  took(count: number): void {
    this.#ends = this.#ends.slice(count);
    this.#first += count;
  }

  /** Those that its trail told of before are known. */
  hear(word: OverWord): void {
    this.#ends.push(...endsOf(word).slice(Math.max(0, this.#next - word.first)));
  }

  /** Whether a run lives in it, or did at its end; null: nobody knows. */
  readTrail(): boolean | null {
    const traces = this.#trail?.read(this.#next) ?? null;
    this.#ends.push(...(traces?.ends ?? []).map((end) => ({ end, usage: UNTOLD })));
    return traces?.lives ?? null;
  }

  /** It has ended, and what it left was read. */
  close(): void {
    this.#trail?.close();
  }

  get #next(): number {
    return this.#first + this.#ends.length;
  }
}

const UNTOLD: PooledUsage = { tookMs: null, cpuMs: null, peakRss: null };

/** Each with its share of what all of them used. */
function endsOf({ ends, tookMs, cpuMs, peakRss }: OverWord): EndWithUsage[] {
  const runs = Math.max(1, ends.length);
  const usage = { tookMs: tookMs / runs, cpuMs: cpuMs / runs, peakRss };
  return ends.map((end) => ({ end, usage }));
}
