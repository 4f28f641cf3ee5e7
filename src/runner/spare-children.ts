import type { Clock } from "../core/clock.ts";
import type { Child } from "./child.ts";
import { messageOf } from "../core/thrown.ts";

export interface SpareOptions {
  /** May throw. */
  fork: () => Child;
  clock: Clock;
  /** How many wait ahead. */
  spares: number;
  /** Told once, until a child comes up again. */
  onUnstartable: (why: string) => void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/** Keeps children forked ahead, so that a run need not wait for Node and errand to load. */
export class SpareChildren {
  readonly #options: SpareOptions;
  readonly #waiting = new Set<Child>();
  #isClosed = false;
  #isBroken = false;

  constructor(options: SpareOptions) {
    this.#options = options;
  }

  /** Forks what is missing. One that does not come up is not replaced before somebody needs it. */
  fill(): void {
    const { fork, spares } = this.#options;
    if (this.#isBroken || this.#isClosed) return;
    try {
      while (this.#waiting.size < spares) this.#keep(fork());
    } catch {
      // Whoever takes one will hear why.
    }
  }

  /** A warm child, at once where one waits. Null when `signal` aborts before one comes up. */
  async take(signal: AbortSignal): Promise<Child | null> {
    for (let retryMs = FIRST_RETRY_MS; !signal.aborted; retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)) {
      const child = await this.#tryOne();
      if (child) return child;
      await this.#options.clock.sleep(retryMs, { signal });
    }
    return null;
  }

  /** Replaces those that wait: what they loaded is out of date. */
  renew(): void {
    for (const child of this.#waiting) child.dismiss();
    this.#waiting.clear();
    this.fill();
  }

  /** Ends those that wait, and forks none ahead any more. Those that were taken are their takers'. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const left = [...this.#waiting];
    for (const child of left) child.dismiss();
    await Promise.all(left.map(({ ended }) => ended));
  }

  #keep(child: Child): void {
    this.#waiting.add(child);
    void child.ended.then(() => this.#waiting.delete(child));
  }

  async #tryOne(): Promise<Child | null> {
    try {
      const child = this.#next() ?? this.#options.fork();
      if (!(await child.warm)) throw new Error(await child.describeEnd());
      this.#isBroken = false;
      return child;
    } catch (error) {
      this.#tellOnce(messageOf(error));
      return null;
    }
  }

  #next(): Child | undefined {
    const [child] = this.#waiting;
    if (child) this.#waiting.delete(child);
    return child;
  }

  #tellOnce(why: string): void {
    if (!this.#isBroken) this.#options.onUnstartable(why);
    this.#isBroken = true;
  }
}
