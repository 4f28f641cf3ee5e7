import type { Clock } from "../../core/clock.ts";
import type { PoolChild } from "./pool-child.ts";
import { messageOf } from "../../core/thrown.ts";

export interface PoolOptions {
  /** May throw. */
  fork: () => PoolChild;
  clock: Clock;
  /** Most children at once, and most runs that one of them lives. */
  size: () => number;
  maxRuns: () => number;
  /** What tells one content of a command's file from the next. */
  stampOf: (command: string) => string;
  /** Told once, until a child comes up again. */
  onUnstartable: (why: string) => void;
}

/** Runs that a child is wanted for. */
export interface WantedRuns {
  commands: ReadonlySet<string>;
  count: number;
}

interface Known {
  child: PoolChild;
  /** Of the commands that it may have loaded. */
  stamps: Map<string, string>;
}

const RETRY_MS = 500;

/** Keeps the children that live one run after another. None is made before there is a run. */
export class PoolChildren {
  readonly #options: PoolOptions;
  readonly #idle: Known[] = [];
  readonly #busy = new Map<PoolChild, Known>();
  #isBroken = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.size();
  }

  /** Most runs that a child lives. */
  get maxRuns(): number {
    return this.#options.maxRuns();
  }

  /** A warm child that may live what is wanted. Null when `signal` aborts before. */
  async take(wanted: WantedRuns, signal: AbortSignal): Promise<PoolChild | null> {
    const stamps = this.#stampsOf(wanted);
    while (!signal.aborted) {
      const known = this.#nextIdle(stamps, wanted.count) ?? (await this.#make());
      if (!known) {
        await this.#options.clock.sleep(RETRY_MS, { signal });
        continue;
      }
      for (const [name, stamp] of stamps) known.stamps.set(name, stamp);
      this.#busy.set(known.child, known);
      return known.child;
    }
    return null;
  }

  /** Whether one that was taken may live these as well, after those that it has. Then it counts as given them. */
  takesMore(child: PoolChild, wanted: WantedRuns): boolean {
    const known = this.#busy.get(child);
    const stamps = this.#stampsOf(wanted);
    if (!known || child.isRecalling || !this.#mayLive(known, stamps, wanted.count)) return false;
    for (const [name, stamp] of stamps) known.stamps.set(name, stamp);
    return true;
  }

  /** Its runs are over. One that must not be used again is ended. */
  giveBack(child: PoolChild): void {
    const known = this.#busy.get(child);
    this.#busy.delete(child);
    if (!known || child.isSpent || child.isWorn || child.given >= this.maxRuns) child.dismiss();
    else this.#idle.push(known);
  }

  /** None that lives now is given another run: what it loaded is out of date. */
  renew(): void {
    for (const { child } of this.#idle.splice(0)) child.dismiss();
    this.#busy.clear();
  }

  async close(): Promise<void> {
    const left = this.#idle.splice(0);
    for (const { child } of left) child.dismiss();
    await Promise.all(left.map(({ child }) => child.ended));
  }

  /** The one that worked last: it is warm, and the others may be let go one day. */
  #nextIdle(stamps: ReadonlyMap<string, string>, count: number): Known | undefined {
    for (let known = this.#idle.pop(); known; known = this.#idle.pop()) {
      if (this.#mayLive(known, stamps, count)) return known;
      known.child.dismiss();
    }
    return undefined;
  }

  /** It knows their commands as they are now, or does not know them yet. */
  #mayLive(known: Known, stamps: ReadonlyMap<string, string>, count: number): boolean {
    const { child } = known;
    if (child.isSpent || child.isWorn || child.given + count > this.maxRuns) return false;
    return [...stamps].every(([name, stamp]) => (known.stamps.get(name) ?? stamp) === stamp);
  }

  #stampsOf({ commands }: WantedRuns): Map<string, string> {
    return new Map([...commands].map((name) => [name, this.#options.stampOf(name)]));
  }

  async #make(): Promise<Known | null> {
    try {
      const child = this.#options.fork();
      if (!(await child.warm)) throw new Error(child.lastWords.trimEnd().split("\n").at(-1) ?? "it ended");
      this.#isBroken = false;
      return { child, stamps: new Map() };
    } catch (error) {
      if (!this.#isBroken) this.#options.onUnstartable(messageOf(error));
      this.#isBroken = true;
      return null;
    }
  }
}
